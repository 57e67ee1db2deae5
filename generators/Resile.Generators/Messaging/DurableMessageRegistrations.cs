using Resile.Generators.Contracts;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>Lists the methods by which a program adds senders and handlers.</summary>
internal static class DurableMessageRegistrations
{
    private const string Builder = "global::Resile.Messaging.MessagingBuilder";
    private const string Options = "global::System.Action<global::Resile.Messaging.DurableMessageOptions>";

    /// <summary>Lists them.</summary>
    public static EquatableArray<RegistrationModel> Of(DurableMessageModel model)
    {
        var contract = model.Contract;
        var display = XmlDoc.Text(contract.DisplayName);
        var methods = new List<RegistrationModel>
        {
            Method(contract, contract.Name + "Sender",
                $"(this {Builder} messaging)",
                $"messaging.AddSender<{contract.FullName}>(\n    static sender => new {contract.Generated(contract.Name + "Sender")}(sender))",
                $"<summary>Adds the sender of <c>{display}</c>, which callers get when they ask for the interface.</summary>\n"
                + "<param name=\"messaging\">The section to add to.</param>\n"),
            Handler(contract, contract.Name + "Handler", contract.FullName, "Map", $"Adds a handler of all messages of <c>{display}</c>."),
        };
        if (contract.Refusal is null)
        {
            methods.AddRange(model.Operations.Select(operation => Handler(
                contract, contract.Name + operation.Stem + "Handler", contract.Generated(operation.HandlerInterface), operation.Stem + "Map",
                $"Adds a handler of <c>{display}.{operation.Operation.PlainName}</c> alone.")));
        }

        return methods.ToEquatableArray();
    }

    private static RegistrationModel Handler(ContractModel contract, string name, string handled, string map, string summary) => Method(
        contract, name,
        $"<{RegistrationModel.Constructed} THandler>(\n    this {Builder} messaging,\n    {Options}? configure = null)\n"
        + "    where THandler : class" + (contract.Refusal is null ? ", " + handled : ""),
        $"messaging.AddHandler<{handled}, THandler>(\n    {contract.Generated(contract.Name + "Receiver")}.{map},\n    configure)",
        $"<summary>{summary}</summary>\n"
        + $"<remarks>Each message gets a handler of its own, made in a scope of its own. Values: section <c>Resile:Messaging:{contract.Name}</c>.</remarks>\n"
        + "<typeparam name=\"THandler\">The handler.</typeparam>\n"
        + "<param name=\"messaging\">The section to add to.</param>\n"
        + "<param name=\"configure\">Sets values, which the configuration may override.</param>\n");

    private static RegistrationModel Method(ContractModel contract, string name, string signature, string body, string documentation) =>
        RegistrationModel.Of(
            contract, RegistrationModel.DependencyInjection, "Add" + name, Builder, signature, body,
            documentation + "<returns>The same section.</returns>");
}
