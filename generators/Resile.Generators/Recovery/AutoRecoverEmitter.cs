using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Writes the proxy of a supervised component.</summary>
internal static class AutoRecoverEmitter
{
    private const string Calls = "global::Resile.Recovery.Calls.";

    /// <summary>Writes the file.</summary>
    /// <returns>The source, or null where nothing can be generated for the contract.</returns>
    public static string? Emit(AutoRecoverModel model)
    {
        var contract = model.Contract;
        if (contract.Refusal is not null)
        {
            return null;
        }

        var proxy = contract.Name + "Supervised";
        var writer = GeneratedFile.For("AutoRecover", contract, proxy, "Resile:Components:" + contract.Name);
        writer.Line($"/// <summary>Stands for <see cref=\"{contract.FullName}\"/> for as long as the program runs, whatever becomes of the generations behind it.</summary>");
        writer.Line("/// <remarks>A call goes to the generation that is open now. While there is none, it waits for the next one, within its own time.</remarks>");
        GeneratedFile.Mark(writer, contract.IsObsolete);
        using (writer.Open($"internal sealed class {proxy}(\n    {Calls}ComponentCell<{contract.FullName}> cell)\n    : {contract.FullName}"))
        {
            writer.Line($"private readonly {Calls}ComponentCell<{contract.FullName}> _cell = cell;").Line();
            EmitDefaults(writer, model);
            foreach (var operation in model.Operations)
            {
                EmitOperation(writer, operation.Operation);
            }

            if (model.Loop is { } loop)
            {
                EmitLoop(writer, contract, loop);
            }

            RefusedMemberEmitter.Emit(writer, contract.RefusedMembers);
            foreach (var operation in model.Operations)
            {
                EmitCall(writer, contract, operation);
            }
        }

        return writer.ToString();
    }

    private static void EmitDefaults(SourceWriter writer, AutoRecoverModel model)
    {
        writer.Line("/// <summary>What the contract says of exceptions.</summary>");
        writer.Line("public static readonly global::System.Collections.Generic.IReadOnlyDictionary<global::System.Type, global::Resile.FailureAction> ExceptionActions =");
        using (writer.Indent())
        {
            if (model.Actions.Count == 0)
            {
                writer.Line("new global::System.Collections.Generic.Dictionary<global::System.Type, global::Resile.FailureAction>();");
            }
            else
            {
                using var block = writer.Open("new global::System.Collections.Generic.Dictionary<global::System.Type, global::Resile.FailureAction>", "};");
                foreach (var action in model.Actions)
                {
                    writer.Line($"[typeof({action.Exception})] = global::Resile.FailureAction.{action.Action},");
                }
            }
        }

        writer.Line();
        writer.Line("/// <summary>Sets the values that the attribute names.</summary>");
        writer.Line("/// <param name=\"options\">The options to set them on.</param>");
        using (writer.Open("public static void SetDefaults(global::Resile.Recovery.AutoRecoverOptions options)"))
        {
            foreach (var value in model.Values)
            {
                writer.Line($"options.{value.Option} = {value.Expression};");
            }
        }
    }

    private static void EmitOperation(SourceWriter writer, OperationModel operation)
    {
        var types = operation.ResultType is null ? operation.CallName : $"{operation.CallName}, {operation.ResultType}";
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        writer.Line(operation.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line(Wrapped.Call(
                $"_cell.{(operation.IsStream ? "StreamAsync" : "CallAsync")}<{types}>",
                [$"new({operation.Arguments})", Literal.Of(operation.PlainName), operation.CancellationToken],
                operation.ReturnsTask ? ".AsTask();" : ";"));
        }
    }

    // A caller that runs it would run it beside the supervisor.
    private static void EmitLoop(SourceWriter writer, ContractModel contract, OperationModel loop)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        GeneratedFile.MarkObsolete(writer, loop.IsObsolete);
        writer.Line(loop.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line($"throw {Calls}ComponentLoop.Refuse({Literal.Of(contract.Name)}, {Literal.Of(loop.PlainName)});");
        }
    }

    // The arguments of a call, kept so that it can be made later, on the next generation. A struct: no call allocates for it.
    private static void EmitCall(SourceWriter writer, ContractModel contract, SupervisedOperationModel supervised)
    {
        var operation = supervised.Operation;
        var parameters = operation.DataParameters.Select(static parameter => parameter.Type + " " + parameter.Name);
        var resultType = operation.IsStream ? operation.ReturnType : operation.ResultType;
        var result = resultType is null ? "" : ", " + resultType;
        var task = "global::System.Threading.Tasks.ValueTask" + (resultType is null ? "" : $"<{resultType}>");
        var (component, token) = (operation.Free("component"), operation.Free("cancellationToken"));
        var invocation = operation.Invocation(contract.FullName, component, token);
        writer.Line();
        writer.Line($"/// <summary>The arguments of one call of <c>{operation.PlainName}</c>.</summary>");
        EmitRemarks(writer, supervised);
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        using (writer.Open(Wrapped.Call(
            $"private readonly struct {operation.CallName}", parameters, $"\n    : {Calls}IComponentCall<{contract.FullName}{result}>")))
        {
            if (supervised.Replays > 0)
            {
                // Explicitly: a parameter may have this name.
                writer.Line("/// <inheritdoc/>");
                writer.Line($"static int {Calls}IReplayableCall.Replays => {Literal.Of(supervised.Replays)};").Line();
            }

            writer.Line("/// <inheritdoc/>");
            writer.Line($"public {task} InvokeAsync(\n    {contract.FullName} {component}, global::System.Threading.CancellationToken {token}) =>");
            using (writer.Indent())
            {
                writer.Line(operation.ReturnsTask || operation.IsStream ? $"new({invocation});" : invocation + ";");
            }
        }
    }

    private static void EmitRemarks(SourceWriter writer, SupervisedOperationModel supervised)
    {
        if (supervised.Replays > 0)
        {
            var often = supervised.Replays == 1 ? "once" : Literal.Of(supervised.Replays) + " times";
            writer.Line($"/// <remarks>Idempotent: made again on the next generation, {often} at most, when its own fails under it.</remarks>");
        }
        else if (supervised.UsedOnce is { } parameter)
        {
            writer.Line($"/// <remarks>Idempotent, but never made again: what <c>{parameter}</c> is given can be used once only.</remarks>");
        }
    }
}
