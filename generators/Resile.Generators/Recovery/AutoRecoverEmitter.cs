using Resile.Generators.Contracts;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Writes the proxy of a supervised component.</summary>
internal static class AutoRecoverEmitter
{
    private const string Calls = "global::Resile.Recovery.Calls.";
    private const string Builder = "global::Resile.Recovery.ComponentsBuilder";
    private const string Options = "global::System.Action<global::Resile.Recovery.AutoRecoverOptions>";

    /// <summary>Writes the file.</summary>
    /// <returns>The source, or null where nothing can be generated for the contract.</returns>
    public static string? Emit(AutoRecoverModel model)
    {
        var contract = model.Contract;
        if (contract.Refusal is not null)
        {
            return null;
        }

        var writer = GeneratedFile.For("AutoRecover", contract, ProxyName(contract), "Resile:Components:" + contract.Name);
        writer.Line($"/// <summary>Stands for <see cref=\"{contract.FullName}\"/> for as long as the program runs, whatever becomes of the generations behind it.</summary>");
        writer.Line("/// <remarks>A call goes to the generation that is open now. While there is none, it waits for the next one, within its own time.</remarks>");
        writer.Line(GeneratedFile.Mark);
        using (writer.Open($"internal sealed class {ProxyName(contract)}(\n    {Calls}ComponentCell<{contract.FullName}> cell)\n    : {contract.FullName}"))
        {
            writer.Line($"private readonly {Calls}ComponentCell<{contract.FullName}> _cell = cell;").Line();
            EmitDefaults(writer, model);
            foreach (var operation in model.Operations)
            {
                EmitOperation(writer, operation, CallName(model, operation));
            }

            RefusedMemberEmitter.Emit(writer, contract.RefusedMembers);
            foreach (var operation in model.Operations)
            {
                EmitCall(writer, contract, operation, CallName(model, operation));
            }
        }

        return writer.ToString();
    }

    /// <summary>Lists the methods by which a program adds what was generated.</summary>
    public static EquatableArray<RegistrationModel> Registrations(AutoRecoverModel model)
    {
        var contract = model.Contract;
        var proxy = contract.Namespace is null ? "global::" + ProxyName(contract) : $"global::{contract.Namespace}.{ProxyName(contract)}";
        var refusal = contract.Refusal is null ? null : $"throw new global::System.NotSupportedException({Literal.Of(contract.Refusal)})";
        var type = contract.Refusal is null ? contract.FullName : "object";
        var head = $"(\n    {Literal.Of(contract.Name)},\n    static cell => new {proxy}(cell),\n    {proxy}.ExceptionActions,\n";
        var tail = $"    {proxy}.SetDefaults,\n    configure)";
        return new[]
        {
            Registration(
                contract,
                $"<[global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(global::System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(\n"
                + $"    this {Builder} components,\n    {Options}? configure = null)\n    where TImplementation : class, {type}",
                refusal ?? $"components.Add<{type}, TImplementation>{head}{tail}",
                "A new instance stands behind it after each restart, from a scope of its own.\n"
                + "<typeparam name=\"TImplementation\">The implementation; only the supervisor makes and holds instances of it.</typeparam>"),
            Registration(
                contract,
                $"(\n    this {Builder} components,\n    global::System.Func<global::System.IServiceProvider, {type}> factory,\n    {Options}? configure = null)",
                refusal ?? $"components.Add<{type}>{head}    factory,\n{tail}",
                "A new instance stands behind it after each restart.\n"
                + "<param name=\"factory\">Makes the instance of a generation, from the services of its scope.</param>"),
        }.ToEquatableArray();
    }

    private static RegistrationModel Registration(ContractModel contract, string signature, string body, string documentation)
    {
        var (remark, rest) = (documentation.Substring(0, documentation.IndexOf('\n')), documentation.Substring(documentation.IndexOf('\n') + 1));
        return new(
            RegistrationModel.DependencyInjection, contract.DisplayName, "Add" + contract.Name, "Add" + contract.DisplayName.Replace(".", ""),
            Builder, signature, body,
            $"<summary>Supervises <c>{contract.DisplayName}</c>: callers get a proxy that outlives every crash.</summary>\n"
            + $"<remarks>{remark} Values: section <c>Resile:Components:{contract.Name}</c>.</remarks>\n"
            + "<param name=\"components\">The section to add to.</param>\n"
            + rest + "\n"
            + "<param name=\"configure\">Sets values, which the configuration may override.</param>",
            contract.IsPublic);
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
        using (writer.Open("public static void SetDefaults(global::Resile.Recovery.AutoRecoverOptions options)"))
        {
            foreach (var value in model.Values)
            {
                writer.Line($"options.{value.Option} = {value.Expression};");
            }
        }
    }

    private static void EmitOperation(SourceWriter writer, OperationModel operation, string call)
    {
        var types = operation.ResultType is null ? call : $"{call}, {operation.ResultType}";
        var arguments = string.Join(", ", operation.DataParameters.Select(static parameter => parameter.Name));
        var asTask = operation.Return is ReturnShape.Task or ReturnShape.TaskOfT ? ".AsTask()" : "";
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(operation.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line(Wrapped.Call(
                $"_cell.CallAsync<{types}>", $"new({arguments}), {Literal.Of(operation.PlainName)}, {operation.CancellationToken}", asTask + ";"));
        }
    }

    // The arguments of a call, kept so that it can be made later, on the next generation. A struct: no call allocates for it.
    private static void EmitCall(SourceWriter writer, ContractModel contract, OperationModel operation, string call)
    {
        var parameters = string.Join(", ", operation.DataParameters.Select(static parameter => parameter.Type + " " + parameter.Name));
        var result = operation.ResultType is null ? "" : ", " + operation.ResultType;
        var task = operation.ResultType is null
            ? "global::System.Threading.Tasks.ValueTask"
            : $"global::System.Threading.Tasks.ValueTask<{operation.ResultType}>";
        var (component, token) = (Free(operation, "component"), Free(operation, "cancellationToken"));
        var arguments = string.Join(", ", operation.Parameters.Select(parameter =>
            parameter.IsCancellationToken ? token : parameter.Name));

        // Through the interface that declares it: two that the contract inherits may have methods of one signature.
        var target = operation.DeclaringType != contract.FullName ? $"(({operation.DeclaringType}){component})" : component;
        var invocation = $"{target}.{operation.Name}({arguments})";
        writer.Line();
        using (writer.Open($"private readonly struct {call}({parameters})\n    : {Calls}IComponentCall<{contract.FullName}{result}>"))
        {
            writer.Line($"public {task} InvokeAsync(\n    {contract.FullName} {component}, global::System.Threading.CancellationToken {token}) =>");
            using (writer.Indent())
            {
                writer.Line(operation.Return is ReturnShape.Task or ReturnShape.TaskOfT ? $"new({invocation});" : invocation + ";");
            }
        }
    }

    // A name that none of the operation's own data has: one of those would hide it.
    private static string Free(OperationModel operation, string name) =>
        operation.DataParameters.Any(parameter => parameter.PlainName == name) ? Free(operation, name + "_") : name;

    private static string ProxyName(ContractModel contract) => contract.Name + "Supervised";

    // Overloads get a number, in the order of declaration.
    private static string CallName(AutoRecoverModel model, OperationModel operation)
    {
        var overloads = model.Operations.Where(other => other.PlainName == operation.PlainName).ToList();
        var number = overloads.IndexOf(operation);
        return operation.PlainName + (number > 0 ? (number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : "") + "Call";
    }
}
