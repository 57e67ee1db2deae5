using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.LoadBalancing;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>An operation that travels over HTTP, and the place that it has in a document.</summary>
/// <remarks>It holds symbols, so it lives only while documents are written.</remarks>
internal sealed class HttpOperation
{
    // The verbs that OpenAPI 3.1 has a place for.
    private static readonly string[] Verbs = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"];

    private HttpOperation(IMethodSymbol method, BalancedOperationModel model)
    {
        Method = method;
        Model = model;
        Path = string.Concat(model.Path.Select(static part => part.IsParameter ? "{" + part.Text + "}" : part.Text));
    }

    /// <summary>Gets the method.</summary>
    public IMethodSymbol Method { get; }

    /// <summary>Gets how it travels.</summary>
    public BalancedOperationModel Model { get; }

    /// <summary>Gets the path, with the names of its parameters in braces.</summary>
    public string Path { get; private set; }

    /// <summary>Gets the names that the parameters of the path have in the document, by their own.</summary>
    public Dictionary<string, string> RouteNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets whether OpenAPI has no place for it: its verb is none that it knows, or another operation has the place.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>Gets what it is called by where the document lists what OpenAPI has no place for.</summary>
    public string Heading => Model.Verb + " " + Model.Route;

    /// <summary>Lists the operations of a contract, by their paths and verbs.</summary>
    public static IReadOnlyList<HttpOperation> Of(INamedTypeSymbol contract, LoadBalancedModel model, CancellationToken cancellationToken)
    {
        var methods = ContractMembers.Read(contract, LoadBalancedRules.RuleFor(contract), cancellationToken).Operations;
        var operations = methods.Zip(model.Operations, static (pair, operation) => new HttpOperation(pair.Key, operation))
            .OrderBy(static operation => operation.Shape, StringComparer.Ordinal).ThenBy(static operation => Array.IndexOf(Verbs, operation.Model.Verb))
            .ThenBy(static operation => operation.Heading, StringComparer.Ordinal).ToArray();
        Place(operations);
        return operations;
    }

    private string Shape => string.Concat(Model.Path.Select(static part => part.IsParameter ? "{}" : part.Text));

    // To OpenAPI, two templates that differ in the names of parameters alone are one, and constraints tell nothing apart.
    private static void Place(IEnumerable<HttpOperation> operations)
    {
        var first = new Dictionary<string, HttpOperation>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            if (!first.TryGetValue(operation.Shape, out var named))
            {
                first[operation.Shape] = named = operation;
            }

            var names = named.Model.Path.Where(static part => part.IsParameter).Zip(operation.Model.Path.Where(static part => part.IsParameter),
                static (given, own) => (given: given.Text, own: own.Text));
            foreach (var (given, own) in names)
            {
                operation.RouteNames[own] = given;
            }

            operation.Path = named.Path;
            operation.IsElsewhere = !Verbs.Contains(operation.Model.Verb) || !taken.Add(operation.Model.Verb + " " + operation.Shape);
        }
    }
}
