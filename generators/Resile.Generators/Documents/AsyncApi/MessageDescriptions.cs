using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Documents.Compositions;
using Resile.Generators.Messaging;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Finds the messages that a project has to do with: those it declares, and those of its references that it sends or handles.</summary>
internal static class MessageDescriptions
{
    /// <summary>Lists them, by contract and method.</summary>
    public static IReadOnlyList<MessageDescription> Of(ProjectContracts project, Composition composition, CancellationToken cancellationToken)
    {
        var messages = new List<MessageDescription>();
        var contracts = project.Known.Where(static type => AttributeReader.Find(type, KnownTypes.DurableMessageAttribute) is not null).ToArray();
        foreach (var contract in contracts)
        {
            var added = composition.Registrations.Where(each => SymbolEqualityComparer.Default.Equals(each.Subject, contract)
                && each.Kind is PartKind.Sender or PartKind.Handler).ToArray();
            var model = DurableMessageParser.Parse(contract, cancellationToken);
            if (model.Contract.Refusal is null && (added.Length > 0 || project.Declares(contract)))
            {
                messages.AddRange(Of(contract, ProjectContracts.NameIn(contracts, contract), model, added, cancellationToken));
            }
        }

        return [.. messages.OrderBy(static message => message.Heading, StringComparer.Ordinal)];
    }

    // Who only declares a contract says what there is to send, and to handle.
    private static IEnumerable<MessageDescription> Of(
        INamedTypeSymbol contract, string name, DurableMessageModel model, RegisteredPart[] added, CancellationToken cancellationToken)
    {
        var methods = ContractMembers.Read(contract, DurableMessageRules.RuleFor(contract), cancellationToken).Operations;
        var isSent = added.Length == 0 || added.Any(static each => each.Kind == PartKind.Sender);
        var all = model.Operations.Select(static operation => operation.Operation).ToArray();
        return methods.Zip(model.Operations, (pair, operation) =>
        {
            var handlers = added.Where(each => each.Kind == PartKind.Handler && (each.Operation is null || each.Operation == operation.Stem)).ToArray();
            var names = handlers.Select(static each => each.Implementation?.Name).OfType<string>().Distinct().OrderBy(static each => each, StringComparer.Ordinal).ToArray();
            return new MessageDescription(
                contract, model.Contract, pair.Key, operation, $"{name}.{OperationIds.Of(operation.Operation, all)}", isSent, added.Length == 0 || handlers.Length > 0 ? names : null);
        });
    }
}
