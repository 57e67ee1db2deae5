using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>Writes the receiver of a durable contract: which message goes to which method.</summary>
internal static class ReceiverEmitter
{
    private const string Contracts = "global::Resile.Messaging.Contracts.";

    /// <summary>Writes it.</summary>
    public static void Emit(SourceWriter writer, DurableMessageModel model)
    {
        var contract = model.Contract;
        writer.Line($"/// <summary>Leads each message of <see cref=\"{contract.FullName}\"/> to the method that handles it.</summary>");
        GeneratedFile.Mark(writer, contract.IsObsolete);
        using (writer.Open($"internal static class {contract.Name}Receiver"))
        {
            writer.Line("/// <summary>Gets the map of a handler of the whole contract.</summary>");
            EmitMap(writer, contract, "Map", contract.FullName, [.. model.Operations]);
            foreach (var operation in model.Operations)
            {
                writer.Line();
                writer.Line($"/// <summary>Gets the map of a handler of <c>{operation.Operation.PlainName}</c> alone.</summary>");
                EmitMap(writer, contract, operation.Stem + "Map", contract.Generated(operation.HandlerInterface), [operation]);
            }
        }
    }

    /// <summary>Writes the property of a record that a parameter becomes.</summary>
    public static string Property(ParameterModel parameter) => TypeNames.Identifier(MessageNames.PropertyOf(parameter.DeclaredName));

    private static void EmitMap(SourceWriter writer, ContractModel contract, string name, string handled, DurableOperationModel[] operations)
    {
        GeneratedFile.MarkObsolete(writer, operations.Any(static operation => operation.Operation.IsObsolete));
        writer.Line($"public static {Contracts}HandlerMap<{handled}> {name} {{ get; }} =");
        using (writer.Indent())
        {
            var routes = operations.Select(operation => "\n    .On(\n        " + Route(contract, handled, operation) + ")");
            writer.Line($"new {Contracts}HandlerMap<{handled}>({Literal.Of(contract.Name)})" + string.Concat(routes) + ";");
        }
    }

    private static string Route(ContractModel contract, string handled, DurableOperationModel model)
    {
        var operation = model.Operation;
        var arguments = operation.Parameters.Select(parameter => parameter.IsCancellationToken ? "cancellationToken"
            : model.RecordName is null ? "message"
            : "message." + Property(parameter));
        var declaring = handled == contract.FullName ? contract.FullName : operation.DeclaringType;
        var call = operation.Invocation(declaring, "handler", arguments);
        var result = model.Reply is null ? "" : $"<{operation.ResultType}>";
        var body = operation.ReturnsTask ? $"new global::System.Threading.Tasks.ValueTask{result}({call})" : call;
        return $"{DurableMessageEmitter.Definition(contract, model)},\n        static (handler, message, cancellationToken) =>\n            {body}";
    }
}
