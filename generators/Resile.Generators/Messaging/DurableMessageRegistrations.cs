using Resile.Generators.Contracts;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>Lists the methods by which a program adds senders and handlers.</summary>
internal static class DurableMessageRegistrations
{
    private const string Builder = "global::Resile.Messaging.MessagingBuilder";
    private const string Options = "global::System.Action<global::Resile.Messaging.DurableMessageOptions>";
    private const string Constructors = "[global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers("
        + "global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)]";

    /// <summary>Lists them.</summary>
    public static EquatableArray<RegistrationModel> Of(DurableMessageModel model)
    {
        var contract = model.Contract;
        var space = contract.Namespace is null ? "global::" : $"global::{contract.Namespace}.";
        var refusal = contract.Refusal is null ? null : $"throw new global::System.NotSupportedException({Literal.Of(contract.Refusal)})";
        var type = contract.Refusal is null ? contract.FullName : "object";
        var methods = new List<RegistrationModel>
        {
            Method(contract, contract.Name + "Sender",
                $"(this {Builder} messaging)",
                refusal ?? $"messaging.AddSender<{type}>(static sender => new {space}{contract.Name}Sender(sender))",
                $"<summary>Adds the sender of <c>{contract.DisplayName}</c>, which callers get when they ask for the interface.</summary>\n"
                + "<param name=\"messaging\">The section to add to.</param>"),
            Handler(contract, contract.Name + "Handler", type, refusal ?? Add(type, $"{space}{contract.Name}Receiver.Map"),
                $"Adds a handler of all messages of <c>{contract.DisplayName}</c>."),
        };
        if (contract.Refusal is null)
        {
            methods.AddRange(model.Operations.Select(operation =>
            {
                var handled = space + DurableMessageEmitter.HandlerInterface(contract, operation);
                return Handler(contract, contract.Name + operation.Stem + "Handler", handled,
                    Add(handled, $"{space}{contract.Name}Receiver.{operation.Stem}Map"),
                    $"Adds a handler of <c>{contract.DisplayName}.{operation.Operation.PlainName}</c> alone.");
            }));
        }

        return methods.ToEquatableArray();
    }

    private static string Add(string handled, string map) => $"messaging.AddHandler<{handled}, THandler>({map}, configure)";

    private static RegistrationModel Handler(ContractModel contract, string name, string handled, string body, string summary) => Method(
        contract, name,
        $"<{Constructors} THandler>(\n    this {Builder} messaging,\n    {Options}? configure = null)\n    where THandler : class, {handled}",
        body,
        $"<summary>{summary}</summary>\n"
        + $"<remarks>Each message gets a handler of its own, made in a scope of its own. Values: section <c>Resile:Messaging:{contract.Name}</c>.</remarks>\n"
        + "<typeparam name=\"THandler\">The handler.</typeparam>\n"
        + "<param name=\"messaging\">The section to add to.</param>\n"
        + "<param name=\"configure\">Sets values, which the configuration may override.</param>");

    private static RegistrationModel Method(ContractModel contract, string name, string signature, string body, string documentation) => new(
        RegistrationModel.DependencyInjection, contract.DisplayName, "Add" + name,
        "Add" + contract.DisplayName.Replace(".", "") + name.Substring(contract.Name.Length),
        Builder, signature, body, documentation, contract.IsPublic);
}
