using Resile.Generators.Contracts;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Lists the methods by which a program adds a client, or maps a skeleton.</summary>
internal static class LoadBalancedRegistrations
{
    private const string Builder = "global::Resile.LoadBalancing.ClientsBuilder";
    private const string Options = "global::System.Action<global::Resile.LoadBalancing.LoadBalancedOptions>";
    private const string Servers = "global::Resile.LoadBalancing.ServersBuilder";
    private const string Routes = "global::Microsoft.AspNetCore.Routing.IEndpointRouteBuilder";
    private const string Conventions = "global::Microsoft.AspNetCore.Builder.IEndpointConventionBuilder";
    private const string Skeletons = "global::Microsoft.AspNetCore.Builder.SkeletonEndpointRouteBuilderExtensions";
    private const string SkeletonOptions = "global::System.Action<global::Resile.AspNetCore.LoadBalancing.SkeletonOptions>";

    /// <summary>Lists them.</summary>
    public static EquatableArray<RegistrationModel> Of(LoadBalancedModel model)
    {
        var contract = model.Contract;
        var client = contract.Generated(contract.Name + "Balanced");
        var display = XmlDoc.Text(contract.DisplayName);
        var parameter = model.IsFramed ? $"({model.Channel} channel)" : "channel";
        return new[]
        {
            RegistrationModel.Of(
                contract, RegistrationModel.DependencyInjection, "Add" + contract.Name, Builder,
                $"(\n    this {Builder} clients,\n    {Options}? configure = null)",
                $"clients.Add<{contract.FullName}>(\n    {client}.Contract,\n    static {parameter} => new {client}(channel),\n    configure)",
                $"<summary>Adds the client of <c>{display}</c>, which callers get when they ask for the interface.</summary>\n"
                + $"<remarks>Values: section <c>Resile:Clients:{contract.Name}</c>.</remarks>\n"
                + "<param name=\"clients\">The section to add to.</param>\n"
                + "<param name=\"configure\">Sets values, which the configuration may override.</param>\n"
                + "<returns>The same section.</returns>"),
            model.IsFramed ? Server(model, display) : Map(contract, display),
        }.ToEquatableArray();
    }

    private static RegistrationModel Map(ContractModel contract, string display) =>
        RegistrationModel.Of(
            contract, RegistrationModel.AspNetCoreBuilder, "Map" + contract.Name, Conventions,
            $"(\n    this {Routes} endpoints,\n    {SkeletonOptions}? configure = null)",
            $"{Skeletons}.MapSkeleton(endpoints, {contract.Generated(contract.Name + "Skeleton")}.Table, configure)",
            $"<summary>Serves <c>{display}</c> over HTTP, by whatever implements it among the services.</summary>\n"
            + $"<remarks>Values: section <c>Resile:Skeletons:{contract.Name}</c>.</remarks>\n"
            + "<param name=\"endpoints\">What to map to.</param>\n"
            + "<param name=\"configure\">Sets values, which the configuration may override.</param>\n"
            + "<returns>What adds conventions to all of its endpoints.</returns>",
            needsAspNetCore: true);

    private static RegistrationModel Server(LoadBalancedModel model, string display)
    {
        var (contract, transport) = (model.Contract, model.Transport);
        var options = $"global::System.Action<global::Resile.LoadBalancing.{transport}.{transport}ServerOptions>";
        return RegistrationModel.Of(
            contract, RegistrationModel.DependencyInjection, "Add" + contract.Name, Servers,
            $"(\n    this {Servers} servers,\n    {options}? configure = null)",
            $"servers.{(transport == LoadBalancedModel.Udp ? "AddUdp" : "Add")}<{contract.FullName}>(\n    {contract.Generated(contract.Name + "Skeleton")}.Table,\n    configure)",
            $"<summary>Serves <c>{display}</c> over {transport.ToUpperInvariant()}, by whatever implements it among the services.</summary>\n"
            + $"<remarks>Values: section <c>Resile:Servers:{contract.Name}</c>.</remarks>\n"
            + "<param name=\"servers\">The section to add to.</param>\n"
            + "<param name=\"configure\">Sets values, which the configuration may override.</param>\n"
            + "<returns>The same section.</returns>");
    }
}
