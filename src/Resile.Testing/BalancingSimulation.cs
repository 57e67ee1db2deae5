using Resile.LoadBalancing;
using Resile.LoadBalancing.Policies;

namespace Resile.Testing;

/// <summary>Simulates clients that balance their calls over servers, under virtual time: minutes of traffic take a second.</summary>
/// <remarks>
/// <para>
/// The policy, the rotation and the balancer are the very code that runs in production. What is simulated is the world around them:
/// calls arrive as a Poisson process whether or not earlier ones have been answered (an open loop, so that a slow answer hides no
/// waiting), each server works on as many calls as it has slots and queues the others, and the time of its work is lognormal.
/// A call has one attempt.
/// </para>
/// <para>Equal seeds give equal reports, on every machine. Instances are not safe for use by several threads at once; different ones are.</para>
/// </remarks>
public sealed class BalancingSimulation
{
    /// <summary>Gets the name of the policy.</summary>
    /// <value>One of <see cref="LoadBalancingPolicies"/>. The default is <see cref="LoadBalancingPolicies.PeakEwma"/>.</value>
    public string Policy { get; init; } = LoadBalancingPolicies.PeakEwma;

    /// <summary>Gets what makes a policy of your own, once for each client, in place of <see cref="Policy"/>.</summary>
    public Func<LoadBalancerContext, LoadBalancer>? CreatePolicy { get; init; }

    /// <summary>Gets the servers; at least one.</summary>
    public required IReadOnlyList<SimulatedServer> Servers { get; init; }

    /// <summary>Gets how many calls arrive each second, on average, from all clients together; more than zero.</summary>
    public required double CallsPerSecond { get; init; }

    /// <summary>Gets the number of clients; each has a balancer of its own, and knows nothing of the others.</summary>
    /// <value>At least 1, the default.</value>
    public int Clients { get; init; } = 1;

    /// <summary>Gets the zones that the clients stand in, in turn.</summary>
    /// <value>The default is empty: zones do not matter.</value>
    public IReadOnlyList<string> ClientZones { get; init; } = [];

    /// <summary>Gets for how long calls arrive.</summary>
    /// <value>More than zero. The default is a minute.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the share of <see cref="Duration"/> at its beginning whose calls are not reported.</summary>
    /// <value>At least 0, less than 1. The default is 0.2.</value>
    public double WarmUpShare { get; init; } = 0.2;

    /// <summary>Gets the time after which a client stops waiting; the server finishes its work all the same.</summary>
    /// <value>More than zero. The default is 10 seconds.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets when an endpoint that fails leaves the rotation of a client.</summary>
    /// <value>The defaults of production.</value>
    public EjectionOptions Ejection { get; init; } = new();

    /// <summary>Gets the seed of all random numbers.</summary>
    /// <value>The default is 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs the simulation from its beginning.</summary>
    /// <exception cref="InvalidOperationException">A value is not within its limits, or no policy has the name.</exception>
    public BalancingReport Run()
    {
        Check();
        return new SimulationRun(this).Run();
    }

    private void Check()
    {
        Require(CallsPerSecond > 0 && double.IsFinite(CallsPerSecond), nameof(CallsPerSecond), "more than zero");
        Require(Clients >= 1, nameof(Clients), "at least 1");
        Require(Duration > TimeSpan.Zero, nameof(Duration), "more than zero");
        Require(WarmUpShare is >= 0 and < 1, nameof(WarmUpShare), "at least 0 and less than 1");
        Require(Deadline > TimeSpan.Zero, nameof(Deadline), "more than zero");
        Require(Servers.Count > 0, nameof(Servers), "at least one");
        Require(CreatePolicy is not null || new LoadBalancerCatalog([]).Contains(Policy), nameof(Policy), "one of LoadBalancingPolicies");
        foreach (var server in Servers)
        {
            Require(server.Slots >= 1, nameof(server.Slots), "at least 1");
            Require(server.MeanTime > TimeSpan.Zero, nameof(server.MeanTime), "more than zero");
            Require(server.Spread is >= 0 and <= 3, nameof(server.Spread), "0 to 3");
            Require(server.FailureShare is >= 0 and <= 1, nameof(server.FailureShare), "0 to 1");
            Require(server.FailureTime > TimeSpan.Zero, nameof(server.FailureTime), "more than zero");
        }
    }

    private static void Require(bool isMet, string property, string limits)
    {
        if (!isMet)
        {
            throw new InvalidOperationException($"The simulation cannot run: '{property}' must be {limits}.");
        }
    }
}
