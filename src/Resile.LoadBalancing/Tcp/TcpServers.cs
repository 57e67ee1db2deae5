using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>The TCP servers of a program.</summary>
internal sealed class TcpServers(IServiceProvider services, IEnumerable<ServedContract> contracts) : ITcpServers
{
    /// <inheritdoc/>
    public IReadOnlyList<TcpServerSnapshot> Snapshot() =>
        [.. contracts.OrderBy(static contract => contract.Name, StringComparer.Ordinal)
            .Select(contract => services.GetRequiredKeyedService<TcpServer>(contract).Snapshot())];
}
