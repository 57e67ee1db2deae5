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
            if (model.Arguments.Any(static argument => argument.Place is ArgumentPlace.Form or ArgumentPlace.Part))
            {
                writer.Line($"await {call}.ReadFormAsync().ConfigureAwait(false);");
            }

            foreach (var argument in model.Arguments)
            {
                writer.Line($"{(ArgumentReader.NeedsType(argument) ? argument.Parameter.Type : "var")} {argument.Parameter.Name} = {ArgumentReader.Read(argument, call)};");
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
                var send = model.Reply switch { ReplyForm.Stream => "ReplyStreamAsync", ReplyForm.Plain => "ReplyAsync", _ => "ReplyWholeAsync" };
                writer.Line($"await {call}.{send}({reply}{(model.Gather is { IsEach: true } ? ".Own" : "")}).ConfigureAwait(false);");
            }
        }
    }
}
