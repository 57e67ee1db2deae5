using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>A contract that carries <c>[LoadBalanced]</c>.</summary>
/// <param name="Contract">What every feature knows of it.</param>
/// <param name="Service">The service that the attribute names.</param>
/// <param name="Policy">The policy that the attribute names.</param>
/// <param name="IsTcp">Whether it travels over TCP, in frames, and not over HTTP.</param>
/// <param name="Canary">The service that gets a share of its calls; null where there is none.</param>
/// <param name="Shadow">The service that gets copies of its calls; null where there is none.</param>
/// <param name="Operations">Its operations, in the order of declaration.</param>
internal sealed record LoadBalancedModel(
    ContractModel Contract, string Service, string Policy, bool IsTcp, AlternateModel? Canary, AlternateModel? Shadow, EquatableArray<BalancedOperationModel> Operations) : IContractModel
{
    /// <summary>Gets the type that carries its calls.</summary>
    public string Channel => "global::Resile.LoadBalancing." + (IsTcp ? "Tcp.TcpChannel" : "Http.HttpChannel");
}
