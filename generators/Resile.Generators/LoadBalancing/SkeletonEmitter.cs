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
        writer.Line(GeneratedFile.Mark);
        using (writer.Open($"internal static class {contract.Name}Skeleton"))
        {
            writer.Line("/// <summary>Gets the operations.</summary>");
            writer.Line($"public static {Hosting}ServiceSkeleton<{contract.FullName}> Table {{ get; }} = new(");
            using (writer.Indent())
            {
                var entries = model.Operations.Select(operation =>
                    $"new({contract.Name}Balanced.{operation.UniqueName}Operation, {TypeNames.Identifier(operation.UniqueName)})");
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
        var (service, call) = (LoadBalancedEmitter.Free(operation, "service"), LoadBalancedEmitter.Free(operation, "call"));
        writer.Line();
        using (writer.Open($"private static async global::System.Threading.Tasks.Task {TypeNames.Identifier(model.UniqueName)}(\n    {contract.FullName} {service}, {Hosting}OperationCall {call})"))
        {
            foreach (var argument in model.Arguments)
            {
                writer.Line($"{(argument.Form.IsCollection ? argument.Parameter.Type : "var")} {argument.Parameter.Name} = {Read(argument, call)};");
            }

            var arguments = string.Join(", ", operation.Parameters.Select(parameter =>
                parameter.IsCancellationToken ? call + ".CancellationToken" : parameter.Name));

            // Through the interface that declares it: two that the contract inherits may have methods of one signature.
            var target = operation.DeclaringType != contract.FullName ? $"(({operation.DeclaringType}){service})" : service;
            var invocation = $"await {target}.{operation.Name}({arguments}).ConfigureAwait(false)";
            if (operation.ResultType is null)
            {
                writer.Line(invocation + ";");
                writer.Line($"await {call}.ReplyAsync().ConfigureAwait(false);");
            }
            else
            {
                var reply = LoadBalancedEmitter.Free(operation, "reply");
                writer.Line($"var {reply} = {invocation};");
                writer.Line($"await {call}.ReplyAsync({reply}).ConfigureAwait(false);");
            }
        }
    }

    private static string Read(ArgumentModel argument, string call)
    {
        if (argument.Place == ArgumentPlace.Body)
        {
            var type = argument.IsNullable ? argument.Parameter.Type.TrimEnd('?') : argument.Parameter.Type;
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
