using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Resile.Benchmarks.Reporting;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>What a pick and the learning from its end cost, by policy and number of endpoints, and what a policy keeps.</summary>
internal static class PolicyFigures
{
    private const int Iterations = 100_000;

    // Larger sets get fewer operations, for the policies that look at every endpoint.
    private static readonly (int Endpoints, int Iterations)[] Sizes = [(10, 20_000), (100, 10_000), (1_000, 2_000), (10_000, 300)];

    private static readonly string[] Policies =
    [
        LoadBalancingPolicies.PeakEwma, LoadBalancingPolicies.LeastRequests, LoadBalancingPolicies.PowerOfTwoChoices, LoadBalancingPolicies.Prequal,
        LoadBalancingPolicies.Rendezvous, LoadBalancingPolicies.Maglev, LoadBalancingPolicies.WeightedRoundRobin, LoadBalancingPolicies.RoundRobin, LoadBalancingPolicies.Random,
    ];

    /// <summary>Measures, and reports.</summary>
    public static async Task MeasureAsync(RatioReport report)
    {
        using var metrics = new BalancingMetrics(null, static () => []);
        var eight = await SideBySide.MeasureAsync(Iterations, [.. Policies.Select(policy => Contend(policy, 8, metrics)), new Contender("one read of the clock", ReadClock)]);
        report.Details(eight);
        for (var index = 0; index < Policies.Length; index++)
        {
            // The time at which a call begins is read for its deadline, and serves its pick; only the second read is the policy's.
            report.AtMost($"loadbalancing.pick-and-observe-ns.{Policies[index]}", eight[index].Nanoseconds - eight[^1].Nanoseconds, 100);
            report.AtMost($"loadbalancing.pick-and-observe-bytes.{Policies[index]}", eight[index].Bytes, 0);
        }

        foreach (var (endpoints, iterations) in Sizes)
        {
            report.Details(await SideBySide.MeasureAsync(iterations, [.. Policies.Select(policy => Contend(policy, endpoints, metrics))]));
            report.Details(Policies.Select(policy => new Measurement(
                string.Create(CultureInfo.InvariantCulture, $"{policy}, memory for each of {endpoints} endpoints"), 0, BytesKept(policy, endpoints, metrics))));
        }
    }

    private static Contender Contend(string policy, int endpoints, BalancingMetrics metrics)
    {
        var balancer = Create(policy, endpoints, metrics);
        return new(string.Create(CultureInfo.InvariantCulture, $"{policy}, n = {endpoints}: pick and observe"), count => Run(balancer, count));
    }

    private static ValueTask Run(Balancer balancer, int count)
    {
        var load = new ServerLoad(1, TimeSpan.FromMilliseconds(1));
        for (var call = 0; call < count; call++)
        {
            var lease = balancer.Acquire(TimeProvider.System.GetTimestamp(), key: (ulong)call * 0x9E3779B97F4A7C15);
            balancer.Release(lease, CallResult.Answered, load: load);
        }

        return default;
    }

    private static ValueTask ReadClock(int count)
    {
        for (var read = 0; read < count; read++)
        {
            _ = TimeProvider.System.GetTimestamp();
        }

        return default;
    }

    private static double BytesKept(string policy, int endpoints, BalancingMetrics metrics)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var balancer = Create(policy, endpoints, metrics);
        Run(balancer, 1);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(balancer);
        return Math.Max(0, Math.Round((double)bytes / endpoints));
    }

    private static Balancer Create(string name, int endpoints, BalancingMetrics metrics)
    {
        var random = new RandomSource(1);
        var policy = new LoadBalancerCatalog([]).Create(name, new LoadBalancerContext("Measured", TimeProvider.System, random));
        var rotation = new EndpointRotation(TimeProvider.System, random, new EjectionOptions(), address =>
        {
            var endpoint = new Endpoint(address);
            endpoint.PolicyState = policy.CreateState(endpoint);
            return endpoint;
        }, policy.OnRevived);
        rotation.Replace([.. Enumerable.Range(1, endpoints).Select(static number => new EndpointAddress(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://10.0.0.1:{number}"))))]);
        return new Balancer(policy, rotation, TimeProvider.System, new ClientMetrics("Measured", metrics), NullLogger.Instance);
    }
}
