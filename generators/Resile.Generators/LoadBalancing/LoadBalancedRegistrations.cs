using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Lists the methods by which a program adds a client, or maps a skeleton.</summary>
internal static class LoadBalancedRegistrations
{
    private const string Builder = "global::Resile.LoadBalancing.ClientsBuilder";
    private const string Options = "global::System.Action<global::Resile.LoadBalancing.LoadBalancedOptions>";
    private const string Routes = "global::Microsoft.AspNetCore.Routing.IEndpointRouteBuilder";
    private const string Conventions = "global::Microsoft.AspNetCore.Builder.IEndpointConventionBuilder";
    private const string Skeletons = "global::Microsoft.AspNetCore.Builder.SkeletonEndpointRouteBuilderExtensions";
    private const string SkeletonOptions = "global::System.Action<global::Resile.AspNetCore.LoadBalancing.SkeletonOptions>";

    /// <summary>Lists them.</summary>
    public static EquatableArray<RegistrationModel> Of(LoadBalancedModel model)
    {
        var contract = model.Contract;
        var space = contract.Namespace is null ? "global::" : $"global::{contract.Namespace}.";
        var refusal = contract.Refusal is null ? null : $"throw new global::System.NotSupportedException({Literal.Of(contract.Refusal)})";
        var qualified = contract.DisplayName.Replace(".", "");
        return new[]
        {
            new RegistrationModel(
                RegistrationModel.DependencyInjection, contract.DisplayName, "Add" + contract.Name, "Add" + qualified, Builder,
                $"(\n    this {Builder} clients,\n    {Options}? configure = null)",
                refusal ?? $"clients.Add<{contract.FullName}>(\n    {space}{contract.Name}Balanced.Contract,\n"
                    + $"    static channel => new {space}{contract.Name}Balanced(channel),\n    configure)",
                $"<summary>Adds the client of <c>{contract.DisplayName}</c>, which callers get when they ask for the interface.</summary>\n"
                + $"<remarks>Values: section <c>Resile:Clients:{contract.Name}</c>.</remarks>\n"
                + "<param name=\"clients\">The section to add to.</param>\n"
                + "<param name=\"configure\">Sets values, which the configuration may override.</param>",
                contract.IsPublic),
            new RegistrationModel(
                RegistrationModel.AspNetCoreBuilder, contract.DisplayName, "Map" + contract.Name, "Map" + qualified, Conventions,
                $"(\n    this {Routes} endpoints,\n    {SkeletonOptions}? configure = null)",
                refusal ?? $"{Skeletons}.MapSkeleton(endpoints, {space}{contract.Name}Skeleton.Table, configure)",
                $"<summary>Serves <c>{contract.DisplayName}</c> over HTTP, by whatever implements it among the services.</summary>\n"
                + $"<remarks>Values: section <c>Resile:Skeletons:{contract.Name}</c>.</remarks>\n"
                + "<param name=\"endpoints\">What to map to.</param>\n"
                + "<param name=\"configure\">Sets values, which the configuration may override.</param>",
                contract.IsPublic, NeedsAspNetCore: true),
        }.ToEquatableArray();
    }
}
