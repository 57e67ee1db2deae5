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
        EmitReceiver(writer, model);
        writer.Line();
        EmitDefinitions(writer, model);
        foreach (var operation in model.Operations)
        {
            EmitHandlerInterface(writer, contract, operation);
            EmitRecord(writer, contract, operation);
        }

        return writer.ToString();
    }

    /// <summary>Gets the name of the interface that has one method of a contract.</summary>
    public static string HandlerInterface(ContractModel contract, DurableOperationModel operation) => $"I{contract.Name}{operation.Stem}Handler";

    private static void EmitSender(SourceWriter writer, DurableMessageModel model)
    {
        var contract = model.Contract;
        writer.Line($"/// <summary>Sends the messages of <see cref=\"{contract.FullName}\"/>: each call writes one row to the outbox.</summary>");
        writer.Line("/// <remarks>In a transaction, the row goes with its commit; alone, it is committed before the call completes.</remarks>");
        writer.Line(GeneratedFile.Mark);
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
        var data = operation.DataParameters.Select(static parameter => parameter.Name).ToList();
        var message = model.RecordName is null ? data[0] : $"new {model.Message}({string.Join(", ", data)})";
        var call = Wrapped.Call("_sender.SendAsync", $"{contract.Name}Messages.{operation.PlainName}, {message}, {operation.CancellationToken}", "");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(operation.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line(operation.Return == ReturnShape.ValueTask ? $"new({call});" : call + ";");
        }
    }

    private static void EmitReceiver(SourceWriter writer, DurableMessageModel model)
    {
        var contract = model.Contract;
        writer.Line($"/// <summary>Leads each message of <see cref=\"{contract.FullName}\"/> to the method that handles it.</summary>");
        writer.Line(GeneratedFile.Mark);
        using (writer.Open($"internal static class {contract.Name}Receiver"))
        {
            writer.Line("/// <summary>Gets the map of a handler of the whole contract.</summary>");
            EmitMap(writer, contract, "Map", contract.FullName, model.Operations);
            foreach (var operation in model.Operations)
            {
                writer.Line();
                writer.Line($"/// <summary>Gets the map of a handler of <c>{operation.Operation.PlainName}</c> alone.</summary>");
                var handler = $"global::{contract.Namespace}.{HandlerInterface(contract, operation)}";
                EmitMap(writer, contract, operation.Stem + "Map", handler, [operation]);
            }
        }
    }

    private static void EmitMap(SourceWriter writer, ContractModel contract, string name, string handled, IEnumerable<DurableOperationModel> operations)
    {
        writer.Line($"public static {Contracts}HandlerMap<{handled}> {name} {{ get; }} =");
        using (writer.Indent())
        {
            var routes = operations.Select(operation => "\n    .On(" + Route(contract, handled, operation) + ")");
            writer.Line($"new {Contracts}HandlerMap<{handled}>({Literal.Of(contract.Name)})" + string.Concat(routes) + ";");
        }
    }

    private static string Route(ContractModel contract, string handled, DurableOperationModel model)
    {
        var operation = model.Operation;
        var arguments = operation.Parameters.Select(parameter => parameter.IsCancellationToken ? "cancellationToken"
            : model.RecordName is null ? "message"
            : "message." + PropertyName(parameter));

        // Through the interface that declares it: two that the contract inherits may have methods of one signature.
        var target = handled == contract.FullName && operation.DeclaringType != contract.FullName
            ? $"(({operation.DeclaringType})handler)"
            : "handler";
        var call = $"{target}.{operation.Name}({string.Join(", ", arguments)})";
        var body = operation.Return == ReturnShape.Task ? $"new global::System.Threading.Tasks.ValueTask({call})" : call;
        return $"{contract.Name}Messages.{operation.PlainName}, static (handler, message, cancellationToken) =>\n        {body}";
    }

    private static void EmitDefinitions(SourceWriter writer, DurableMessageModel model)
    {
        var contract = model.Contract;
        writer.Line($"/// <summary>The names of the messages of <see cref=\"{contract.FullName}\"/> on the wire.</summary>");
        writer.Line(GeneratedFile.Mark);
        using (writer.Open($"internal static class {contract.Name}Messages"))
        {
            var isFirst = true;
            foreach (var operation in model.Operations)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                writer.Line($"/// <summary>Gets what <c>{operation.Operation.PlainName}</c> sends.</summary>");
                writer.Line($"public static {Contracts}MessageDefinition<{operation.Message}> {operation.Operation.PlainName} {{ get; }} = new(");
                using (writer.Indent())
                {
                    writer.Line($"contract: {Literal.Of(contract.Name)},");
                    writer.Line($"operation: {Literal.Of(operation.Operation.PlainName)},");
                    writer.Line($"urn: {Literal.Of("urn:message:" + operation.WireName)},");
                    writer.Line($"topic: {Literal.Of(operation.WireName)}" + (operation.AreSubscribersOptional ? "," : ");"));
                    if (operation.AreSubscribersOptional)
                    {
                        writer.Line("subscribers: global::Resile.Subscribers.Optional);");
                    }
                }
            }
        }
    }

    private static void EmitHandlerInterface(SourceWriter writer, ContractModel contract, DurableOperationModel model)
    {
        var operation = model.Operation;
        var visibility = contract.IsPublic ? "public" : "internal";
        var parameters = operation.Parameters.Select(static parameter =>
            $"{parameter.Type} {parameter.Name}{(parameter.IsCancellationToken ? " = default" : "")}").ToList();

        // Optional parameters come last, whatever the contract says.
        var token = operation.Parameters.Count > 0 && operation.Parameters[operation.Parameters.Count - 1].IsCancellationToken;
        var list = string.Join(", ", token ? parameters : parameters.Select(static parameter => parameter.Replace(" = default", "")));
        writer.Line();
        writer.Line($"/// <summary>Handles one message of <see cref=\"{contract.FullName}\"/> and none of the others.</summary>");
        writer.Line(GeneratedFile.Mark);
        using (writer.Open($"{visibility} interface {HandlerInterface(contract, model)}"))
        {
            writer.Line($"/// <inheritdoc cref=\"{operation.DeclaringType}.{operation.Name}\"/>");
            writer.Line(Wrapped.Call($"{operation.ReturnType} {operation.Name}", list, ";"));
        }
    }

    private static void EmitRecord(SourceWriter writer, ContractModel contract, DurableOperationModel model)
    {
        if (model.RecordName is null)
        {
            return;
        }

        var parameters = model.Operation.DataParameters.Select(static parameter => parameter.Type + " " + PropertyName(parameter));
        writer.Line();
        writer.Line($"/// <summary>The message of <c>{contract.DisplayName}.{model.Operation.PlainName}</c>.</summary>");
        foreach (var parameter in model.Operation.DataParameters)
        {
            writer.Line($"/// <param name=\"{PropertyName(parameter).TrimStart('@')}\">Its parameter <c>{parameter.PlainName}</c>.</param>");
        }

        writer.Line(GeneratedFile.Mark);
        writer.Line($"{(model.IsMessagePublic ? "public" : "internal")} sealed record {model.RecordName}({string.Join(", ", parameters)});");
    }

    private static string PropertyName(ParameterModel parameter)
    {
        var name = parameter.PlainName;
        return TypeNames.Identifier(char.ToUpperInvariant(name[0]) + name.Substring(1));
    }
}
