using Microsoft.Extensions.DependencyInjection;

namespace Resile.LoadBalancing.Udp;

/// <summary>The UDP servers of a program.</summary>
internal sealed class UdpServers(IServiceProvider services, IEnumerable<UdpServed> contracts) : IUdpServers
{
    /// <inheritdoc/>
    public IReadOnlyList<UdpServerSnapshot> Snapshot() =>
        [.. contracts.OrderBy(static served => served.Contract.Name, StringComparer.Ordinal)
            .Select(served => services.GetRequiredKeyedService<UdpServer>(served.Contract).Snapshot())];
}
