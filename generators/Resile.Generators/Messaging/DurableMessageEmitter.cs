using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>Writes the messages, the sender and the receiver of a durable contract.</summary>
internal static class DurableMessageEmitter
{
    private const string Contracts = "global::Resile.Messaging.Contracts.";

    /// <summary>Writes the file.</summary>
    /// <returns>The source, or null where nothing can be generated for the contract.</returns>
    public static string? Emit(DurableMessageModel model)
    {
        var contract = model.Contract;
        if (contract.Refusal is not null)
        {
            return null;
        }

        var writer = GeneratedFile.For("DurableMessage", contract, $"{contract.Name}Sender, {contract.Name}Receiver", "Resile:Messaging:" + contract.Name);
        EmitSender(writer, model);
        writer.Line();
        ReceiverEmitter.Emit(writer, model);
        writer.Line();
        EmitDefinitions(writer, model);
        foreach (var operation in model.Operations)
        {
            EmitHandlerInterface(writer, model, operation);
            EmitRecord(writer, contract, operation);
        }

        return writer.ToString();
    }

    /// <summary>Writes what stands for a method's message where it is sent or handled.</summary>
    public static string Definition(ContractModel contract, DurableOperationModel operation) =>
        contract.Generated(contract.Name + "Messages") + "." + TypeNames.Identifier(operation.Operation.UniqueName);

    private static void EmitSender(SourceWriter writer, DurableMessageModel model)
    {
        var contract = model.Contract;
        writer.Line($"/// <summary>Sends the messages of <see cref=\"{contract.FullName}\"/>: each call writes one row to the outbox.</summary>");
        var asks = model.Operations.Any(static operation => operation.Reply is not null) ? " A request is sent at once, past the outbox." : "";
        writer.Line($"/// <remarks>In a transaction, the row goes with its commit; alone, it is committed before the call completes.{asks}</remarks>");
        GeneratedFile.Mark(writer, contract.IsObsolete);
        using (writer.Open($"internal sealed class {contract.Name}Sender({Contracts}IMessageSender sender)\n    : {contract.FullName}"))
        {
            writer.Line($"private readonly {Contracts}IMessageSender _sender = sender;");
            foreach (var operation in model.Operations)
            {
                EmitSend(writer, contract, operation);
            }

            RefusedMemberEmitter.Emit(writer, contract.RefusedMembers);
        }
    }

    private static void EmitSend(SourceWriter writer, ContractModel contract, DurableOperationModel model)
    {
        var operation = model.Operation;
        var message = model.RecordName is not null ? $"new {model.Message}({operation.Arguments})" : SentAsItIs(operation.DataParameters.Single());
        var call = Wrapped.Call(model.Reply is null ? "_sender.SendAsync" : "_sender.RequestAsync", [Definition(contract, model), message, operation.CancellationToken], "");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        writer.Line(operation.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line(operation.ReturnsTask ? call + ";" : $"new({call});");
        }
    }

    // A contract may allow null, but there is no such message: sending it throws.
    private static string SentAsItIs(ParameterModel message) =>
        message.Type.EndsWith("?", StringComparison.Ordinal) ? message.Name + "!" : message.Name;

    private static void EmitDefinitions(SourceWriter writer, DurableMessageModel model)
    {
        var contract = model.Contract;
        writer.Line($"/// <summary>The names of the messages of <see cref=\"{contract.FullName}\"/> on the wire.</summary>");
        GeneratedFile.Mark(writer, contract.IsObsolete);
        using (writer.Open($"internal static partial class {contract.Name}Messages"))
        {
            var isFirst = true;
            foreach (var operation in model.Operations)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                EmitDefinition(writer, contract, operation);
            }
        }
    }

    private static void EmitDefinition(SourceWriter writer, ContractModel contract, DurableOperationModel model)
    {
        var operation = model.Operation;
        writer.Line($"/// <summary>Gets what <c>{operation.PlainName}</c> {(model.Reply is null ? "sends" : "asks, and how it is answered")}.</summary>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        var type = model.Reply is null ? $"MessageDefinition<{model.Message}>" : $"RequestDefinition<{model.Message}, {operation.ResultType}>";
        writer.Line($"public static {Contracts}{type} {TypeNames.Identifier(operation.UniqueName)} {{ get; }} = new(");
        using (writer.Indent())
        {
            writer.Line($"contract: {Literal.Of(contract.Name)},");
            writer.Line($"operation: {Literal.Of(operation.PlainName)},");
            writer.Line($"urn: {Literal.Of("urn:message:" + model.WireName)},");
            writer.Line($"topic: {Literal.Of(MessageNames.TopicOf(model.WireName))}" + (model.Reply is not null ? "," : SaysMore(model) ? ")" : ");"));
            if (model.Reply is { } reply)
            {
                writer.Line($"replyUrn: {Literal.Of("urn:message:" + reply.WireName)},");
                writer.Line($"timeout: {Literal.Of(reply.Timeout)})" + (SaysMore(model) ? "" : ";"));
            }
        }

        if (SaysMore(model))
        {
            EmitRest(writer, model);
        }
    }

    private static bool SaysMore(DurableOperationModel model) =>
        model.AreSubscribersOptional || model.IsExpendable || model.IsSecret || model.OrderingKey is not null || model.IsParkedOnFailure || model.ExpiresAfter is not null
        || model.Reply is { IsWrapped: true } or { IsSecret: true };

    private static void EmitRest(SourceWriter writer, DurableOperationModel model)
    {
        writer.Line("{");
        using (writer.Indent())
        {
            if (model.AreSubscribersOptional)
            {
                writer.Line("Subscribers = global::Resile.Subscribers.Optional,");
            }

            if (model.IsExpendable)
            {
                writer.Line("IsExpendable = true,");
            }

            if (model.Reply is { IsWrapped: true })
            {
                writer.Line("IsWrapped = true,");
            }

            if (model.IsSecret || model.Reply is { IsSecret: true })
            {
                writer.Line("IsSecret = true,");
            }

            if (model.OrderingKey is { } key)
            {
                writer.Line($"OrderingKey = static message => {Contracts}OrderingKeys.Of({key}),");
            }

            if (model.IsParkedOnFailure)
            {
                writer.Line("OnFailure = global::Resile.OrderedFailure.Park,");
            }

            if (model.ExpiresAfter is { } expiry)
            {
                writer.Line($"ExpiresAfter = {Literal.Of(expiry)},");
            }
        }

        writer.Line("};");
    }

    private static void EmitHandlerInterface(SourceWriter writer, DurableMessageModel model, DurableOperationModel handled)
    {
        var (contract, operation) = (model.Contract, handled.Operation);
        var visibility = contract.IsPublic ? "public" : "internal";

        // Optional parameters come last, whatever the contract says.
        var last = operation.Parameters.LastOrDefault();
        var parameters = operation.Parameters.Select(parameter =>
            $"{parameter.Type} {TypeNames.Identifier(parameter.DeclaredName)}{(parameter == last && parameter.IsCancellationToken ? " = default" : "")}");

        writer.Line();
        writer.Line($"/// <summary>Handles one message of <see cref=\"{contract.FullName}\"/> and none of the others.</summary>");
        GeneratedFile.Mark(writer, contract.IsObsolete || operation.IsObsolete);
        using (writer.Open($"{visibility} interface {handled.HandlerInterface}"))
        {
            writer.Line(handled.CanBeCited
                ? $"/// <inheritdoc cref=\"{operation.DeclaringType}.{operation.Name}\"/>"
                : $"/// <summary>Handles what <c>{operation.PlainName}</c> sends.</summary>");
            writer.Line(Wrapped.Call($"{operation.ReturnType} {operation.Name}", parameters, ";"));
        }
    }

    private static void EmitRecord(SourceWriter writer, ContractModel contract, DurableOperationModel model)
    {
        if (model.RecordName is null)
        {
            return;
        }

        var operation = model.Operation;
        var parameters = operation.DataParameters.Select(parameter =>
            $"{(model.SecretParameters.Contains(parameter.DeclaredName) ? "[property: global::Resile.Secret] " : "")}{parameter.Type} {ReceiverEmitter.Property(parameter)}");
        writer.Line();
        writer.Line($"/// <summary>The message of <c>{contract.DisplayName}.{operation.PlainName}</c>.</summary>");
        foreach (var parameter in operation.DataParameters)
        {
            writer.Line($"/// <param name=\"{MessageNames.PropertyOf(parameter.DeclaredName)}\">Its parameter <c>{parameter.DeclaredName}</c>.</param>");
        }

        GeneratedFile.Mark(writer, contract.IsObsolete || operation.IsObsolete);
        writer.Line(Wrapped.Call($"{(contract.IsPublic ? "public" : "internal")} sealed record {model.RecordName}", parameters, ";"));
    }
}
