using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Telemetry;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing;

/// <summary>Makes the clients of a program when they are first needed, shows them, and ends them with the program.</summary>
internal sealed class BalancedClients : IBalancedClients, IDisposable
{
    private readonly Lock _making = new();
    private readonly Dictionary<string, BalancedClient> _clients = new(StringComparer.OrdinalIgnoreCase);
    private readonly IServiceProvider _services;
    private readonly IEnumerable<ContractRegistration> _contracts;
    private readonly BalancingMetrics _metrics;
    private bool _isDisposed;

    public BalancedClients(IServiceProvider services, IEnumerable<ContractRegistration> contracts)
    {
        _services = services;
        _contracts = contracts;
        _metrics = new BalancingMetrics(services.GetService<IMeterFactory>(), Existing);
    }

    /// <summary>Gets what carries the calls of a contract that travels over HTTP.</summary>
    public HttpChannel ChannelOf(BalancedContract contract) => ClientOf(contract).Http;

    /// <summary>Gets what runs the calls of a contract that somebody else's clients carry.</summary>
    public CallRunner RunnerOf(BalancedContract contract) => ClientOf(contract).Runner;

    /// <summary>Gets what carries the calls of a contract that travels over TCP.</summary>
    public TcpChannel TcpChannelOf(BalancedContract contract) => ClientOf(contract).Tcp;

    /// <summary>Gets what carries the calls of a contract that travels over UDP.</summary>
    public UdpChannel UdpChannelOf(BalancedContract contract) => ClientOf(contract).Udp;

    /// <summary>Gets the endpoints that a client should try when the program has started, once they are known; none if it should not.</summary>
    public Task<IReadOnlyList<Endpoint>> EndpointsToCheckAsync(BalancedContract contract, CancellationToken cancellationToken) =>
        ClientOf(contract).EndpointsToCheckAsync(cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<ClientSnapshot> Snapshot() => [.. _contracts.Select(static registration => registration.Contract)
        .OrderBy(static contract => contract.Name, StringComparer.Ordinal).Select(contract => ClientOf(contract).Snapshot(isExplained: true))];

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_making)
        {
            // The container knows it under two types, and disposes it for each.
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        // Outside the lock: a reader of the instruments may be waiting for it.
        _metrics.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private BalancedClient ClientOf(BalancedContract contract)
    {
        lock (_making)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_clients.TryGetValue(contract.Name, out var client))
            {
                client = new BalancedClient(_services, contract, _metrics);
                _clients.Add(contract.Name, client);
            }

            return client;
        }
    }

    // An exporter that looks must not make clients that nobody has asked for.
    private ClientSnapshot[] Existing()
    {
        lock (_making)
        {
            return [.. _clients.Values.Select(static client => client.Snapshot(isExplained: false))];
        }
    }
}
