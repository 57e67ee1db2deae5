using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Writes the server skeleton of a balanced contract: a table of operations that any transport can serve.</summary>
internal static class SkeletonEmitter
{
    private const string Hosting = "global::Resile.LoadBalancing.Hosting.";

    /// <summary>Writes the skeleton behind the client.</summary>
    public static void Emit(SourceWriter writer, LoadBalancedModel model)
    {
        var contract = model.Contract;
        writer.Line();
        writer.Line($"/// <summary>Serves <see cref=\"{contract.FullName}\"/>: reads the arguments of each call, and answers it.</summary>");
        GeneratedFile.Mark(writer, contract.IsObsolete);
        using (writer.Open($"internal static class {contract.Name}Skeleton"))
        {
            writer.Line("/// <summary>Gets the operations.</summary>");
            writer.Line($"public static {Hosting}ServiceSkeleton<{contract.FullName}> Table {{ get; }} = new(");
            using (writer.Indent())
            {
                var client = contract.Generated(contract.Name + "Balanced");
                var entries = model.Operations.Select(operation =>
                    $"new({client}.{operation.Operation.UniqueName}Operation, {TypeNames.Identifier(operation.Operation.UniqueName)})");
                writer.Line(Literal.Of(contract.Name) + ",");
                writer.Line(model.Operations.Count == 0 ? "[]);" : "[\n    " + string.Join(",\n    ", entries) + ",\n]);");
            }

            foreach (var operation in model.Operations)
            {
                EmitOperation(writer, contract, operation);
            }
        }
    }

    private static void EmitOperation(SourceWriter writer, ContractModel contract, BalancedOperationModel model)
    {
        var operation = model.Operation;
        var (service, call) = (operation.Free("service"), operation.Free("call"));
        writer.Line();
        writer.Line($"/// <summary>Answers a call of <c>{operation.PlainName}</c>.</summary>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        using (writer.Open($"private static async global::System.Threading.Tasks.Task {TypeNames.Identifier(operation.UniqueName)}(\n    {contract.FullName} {service}, {Hosting}OperationCall {call})"))
        {
            foreach (var argument in model.Arguments)
            {
                writer.Line($"{(argument.Form.IsCollection && argument.Place != ArgumentPlace.Frame ? argument.Parameter.Type : "var")} {argument.Parameter.Name} = {Read(argument, call)};");
            }

            var started = operation.Invocation(contract.FullName, service, call + ".CancellationToken");
            var invocation = $"await {started}.ConfigureAwait(false)";
            if (operation.IsStream)
            {
                writer.Line($"await {call}.ReplyAllAsync({started}).ConfigureAwait(false);");
            }
            else if (operation.ResultType is null)
            {
                writer.Line(invocation + ";");
                writer.Line($"await {call}.ReplyAsync().ConfigureAwait(false);");
            }
            else
            {
                var reply = operation.Free("reply");
                writer.Line($"var {reply} = {invocation};");
                writer.Line($"await {call}.ReplyAsync({reply}{(model.Gather is { IsEach: true } ? ".Own" : "")}).ConfigureAwait(false);");
            }
        }
    }

    private static string Read(ArgumentModel argument, string call)
    {
        if (argument.Place == ArgumentPlace.Frame)
        {
            var frameType = argument.Form.IsReference ? argument.Parameter.Type.TrimEnd('?') : argument.Parameter.Type;
            return $"{call}.{(argument.IsNullable ? "OptionalArgument" : "Argument")}<{frameType}>({Literal.Of(argument.WireName)})";
        }

        if (argument.Place == ArgumentPlace.Body)
        {
            // The question mark of a value is a type of its own, in which a missing body is null and not zero.
            var type = argument.Form.IsReference ? argument.Parameter.Type.TrimEnd('?') : argument.Parameter.Type;
            return $"await {call}.{(argument.IsNullable ? "OptionalBodyAsync" : "BodyAsync")}<{type}>().ConfigureAwait(false)";
        }

        var source = $"{call}.{argument.Place}({Literal.Of(argument.WireName)})";
        var form = argument.Form;
        if (form.IsCollection)
        {
            return $"[.. {source}.{(form.IsEnum ? "AsEnumArray" : "AsArray")}<{argument.ElementType}>()]";
        }

        var method = !argument.IsNullable ? form.IsEnum ? "AsEnum" : "As"
            : form.IsReference ? argument.Place == ArgumentPlace.Route ? "As" : "AsOptional"
            : form.IsEnum ? "AsNullableEnum"
            : "AsNullable";
        return $"{source}.{method}<{argument.ElementType}>()";
    }
}
