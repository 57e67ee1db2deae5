using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Lists the methods by which a program adds a supervised component.</summary>
internal static class AutoRecoverRegistrations
{
    private const string Builder = "global::Resile.Recovery.ComponentsBuilder";
    private const string PoolOptions = "global::System.Action<global::Resile.Recovery.Pools.ComponentPoolOptions>";
    private const string Options = "global::System.Action<global::Resile.Recovery.AutoRecoverOptions>";

    /// <summary>Lists them: by the implementation's type, and by a delegate that makes it.</summary>
    public static EquatableArray<RegistrationModel> Of(AutoRecoverModel model)
    {
        var contract = model.Contract;
        var proxy = contract.Generated(contract.Name + "Supervised");
        var isRefused = contract.Refusal is not null;
        var type = isRefused ? "object" : contract.FullName;
        var head = $"(\n    {Literal.Of(contract.Name)},\n    static cell => new {proxy}(cell),\n    {proxy}.ExceptionActions,\n";
        var loop = LoopOf(model) is { } call ? "\n    " + call : "";
        var tail = $"    {proxy}.SetDefaults,\n    configure){loop}";
        return new[]
        {
            Method(
                model,
                "",
                $"<{RegistrationModel.Constructed} TImplementation>(\n    this {Builder} components,\n    {Options}? configure = null)\n"
                + "    where TImplementation : class" + (isRefused ? "" : ", " + type),
                $"components.Add<{type}, TImplementation>{head}{tail}",
                "A new instance stands behind it after each restart, from a scope of its own.",
                "<typeparam name=\"TImplementation\">The implementation; only the supervisor makes and holds instances of it.</typeparam>\n"
                + "<param name=\"components\">The section to add to.</param>"),
            Method(
                model,
                "",
                $"(\n    this {Builder} components,\n    global::System.Func<global::System.IServiceProvider, {type}> factory,\n    {Options}? configure = null)",
                $"components.Add<{type}>{head}    factory,\n{tail}",
                "A new instance stands behind it after each restart.",
                "<param name=\"components\">The section to add to.</param>\n"
                + "<param name=\"factory\">Makes the instance of a generation, from the services of its scope.</param>"),
            Method(
                model,
                "Pool",
                $"<TKey>(\n    this {Builder} components,\n    global::System.Func<global::System.IServiceProvider, TKey, {type}> factory,\n    {Options}? configure = null,\n"
                + $"    {PoolOptions}? pool = null)\n    where TKey : notnull",
                $"components.AddPool<{type}, TKey>{head}    factory,\n    {proxy}.SetDefaults,\n    configure,\n    pool){loop}",
                "There is one for each key, from when it is asked for: inject <c>IComponentPool</c>.",
                "<typeparam name=\"TKey\">What tells them apart.</typeparam>\n"
                + "<param name=\"components\">The section to add to.</param>\n"
                + "<param name=\"factory\">Makes the instance of a generation, from the services of its scope and its key.</param>",
                "\n<param name=\"pool\">Sets the values of the pool.</param>"),
        }.ToEquatableArray();
    }

    /// <summary>Writes the call that adds the background loop of a contract; null where it has none.</summary>
    public static string? LoopOf(AutoRecoverModel model) => model is { Loop: { } loop, Contract: { Refusal: null } contract }
        ? $".Loop<{contract.FullName}>(static (component, stop) => {loop.Invocation(contract.FullName, "component", "stop")}{(loop.ReturnsTask ? "" : ".AsTask()")})"
        : null;

    private static RegistrationModel Method(
        AutoRecoverModel model, string suffix, string signature, string body, string remark, string parameters, string last = "")
    {
        var contract = model.Contract;
        return RegistrationModel.Of(
            contract, RegistrationModel.DependencyInjection, "Add" + contract.Name + suffix, Builder, signature, body,
            $"<summary>Supervises <c>{XmlDoc.Text(contract.DisplayName)}</c>: callers get a proxy that outlives every crash.</summary>\n"
            + $"<remarks>{remark} Values: section <c>Resile:Components:{contract.Name}</c>.</remarks>\n"
            + parameters + "\n"
            + "<param name=\"configure\">Sets values, which the configuration may override.</param>"
            + last + "\n"
            + "<returns>The same section.</returns>");
    }
}
