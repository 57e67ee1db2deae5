using Microsoft.Extensions.Logging.Abstractions;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.Testing;

/// <summary>The production code of one client: its policy, its rotation and its balancer.</summary>
internal sealed class SimulatedClient
{
    private readonly ClientMetrics _metrics;
    private readonly Balancer _balancer;
    private readonly VirtualTime _time;

    public SimulatedClient(BalancingSimulation simulation, VirtualTime time, BalancingMetrics instruments, ulong seed, string? zone)
    {
        _time = time;
        var random = new RandomSource(seed);
        var context = new LoadBalancerContext("Simulated", time, random);
        var policy = simulation.CreatePolicy?.Invoke(context) ?? new LoadBalancerCatalog([]).Create(simulation.Policy, context);
        var rotation = new EndpointRotation(time, random, simulation.Ejection.Clone(), address =>
        {
            var endpoint = new Endpoint(address);
            endpoint.PolicyState = policy.CreateState(endpoint);
            return endpoint;
        }, policy.OnRevived);
        _metrics = new ClientMetrics(context.Contract, instruments);
        _balancer = new Balancer(policy, rotation, time, _metrics, NullLogger.Instance);
        rotation.Prefer(new LoadBalancedOptions { Zone = zone }.ZonePreference);
        rotation.Replace([.. simulation.Servers.Select(static (server, index) => new EndpointAddress(AddressOf(index), server.Weight)
        {
            Priority = server.Priority,
            Zone = server.Zone,
        })]);
    }

    /// <summary>Gets how often a server was ejected.</summary>
    public long Ejections => _metrics.Ejections;

    public Lease Acquire() => _balancer.Acquire(_time.GetTimestamp());

    /// <summary>Ends a call.</summary>
    public void Release(Lease lease, CallResult result, ServerLoad? load) => _balancer.Release(lease, result, load: load);

    /// <summary>Finds the server that a lease stands for.</summary>
    public static int ServerOf(Lease lease) => lease.Endpoint!.Address.Port - 1;

    private static Uri AddressOf(int server) => new($"http://simulated:{server + 1}");
}
