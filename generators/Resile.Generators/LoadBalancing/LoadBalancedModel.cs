using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>A contract that carries <c>[LoadBalanced]</c>.</summary>
/// <param name="Contract">What every feature knows of it.</param>
/// <param name="Service">The service that the attribute names.</param>
/// <param name="Policy">The policy that the attribute names.</param>
/// <param name="Transport">How it travels: the name of the member of <c>Transport</c>.</param>
/// <param name="Canary">The service that gets a share of its calls; null where there is none.</param>
/// <param name="Shadow">The service that gets copies of its calls; null where there is none.</param>
/// <param name="Operations">Its operations, in the order of declaration.</param>
internal sealed record LoadBalancedModel(
    ContractModel Contract, string Service, string Policy, string Transport, AlternateModel? Canary, AlternateModel? Shadow, EquatableArray<BalancedOperationModel> Operations) : IContractModel
{
    /// <summary>The transport that needs verbs and routes.</summary>
    public const string Http = "Http";

    /// <summary>The transport by single datagrams.</summary>
    public const string Udp = "Udp";

    /// <summary>Gets whether it travels in frames, without verbs and routes.</summary>
    public bool IsFramed => Transport != Http;

    /// <summary>Gets the type that carries its calls.</summary>
    public string Channel => $"global::Resile.LoadBalancing.{Transport}.{Transport}Channel";
}
