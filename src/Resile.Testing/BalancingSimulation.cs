using Resile.LoadBalancing;
using Resile.LoadBalancing.Policies;

namespace Resile.Testing;

/// <summary>Simulates clients that balance their calls over servers, under virtual time: minutes of traffic take a second.</summary>
/// <remarks>
/// <para>
/// The policy, the rotation, the retries, hedges, budgets and deadlines are the very code that runs in production. What is simulated is the world around them:
/// calls arrive as a Poisson process whether or not earlier ones have been answered (an open loop, so that a slow answer hides no
/// waiting), each server works on as many calls as it has slots and queues the others, and the time of its work is lognormal.
/// A call has one attempt, unless <see cref="Retry"/> says otherwise, and a retry follows an error as it does for an idempotent operation.
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

    /// <summary>Gets how often a call that fails is sent again, and how much load that may add.</summary>
    /// <value>The defaults of production, but for <see cref="RetryOptions.MaxAttempts"/>: one, so that policies are compared by their own merit.</value>
    public RetryOptions Retry { get; init; } = new() { MaxAttempts = 1 };

    /// <summary>Gets the share of the calls that may be sent a second time because they take unusually long, as <c>[Hedge]</c> says it.</summary>
    /// <value>0 to 0.5; more than 0 takes at least two <see cref="RetryOptions.MaxAttempts"/>. The default, 0, sends none twice.</value>
    public double MaxExtraLoad { get; init; }

    /// <summary>Gets the seed of all random numbers.</summary>
    /// <value>The default is 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs the simulation from its beginning.</summary>
    /// <exception cref="InvalidOperationException">A value is not within its limits, or no policy has the name.</exception>
    public BalancingReport Run()
    {
        Check();
        var before = SynchronizationContext.Current;

        // Whatever waits goes on where it is, and not on another thread at a time of its own.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new SimulationRun(this).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Check()
    {
        Require(CallsPerSecond > 0 && double.IsFinite(CallsPerSecond), nameof(CallsPerSecond), "more than zero");
        Require(Clients >= 1, nameof(Clients), "at least 1");
        Require(Duration > TimeSpan.Zero, nameof(Duration), "more than zero");
        Require(WarmUpShare is >= 0 and < 1, nameof(WarmUpShare), "at least 0 and less than 1");
        Require(Deadline > TimeSpan.Zero, nameof(Deadline), "more than zero");
        Require(MaxExtraLoad is >= 0 and <= 0.5, nameof(MaxExtraLoad), "0 to 0.5");
        Require(Retry.MaxAttempts >= (MaxExtraLoad > 0 ? 2 : 1), "Retry.MaxAttempts", MaxExtraLoad > 0 ? "at least 2, because MaxExtraLoad asks for second attempts" : "at least 1");
        Require(Servers.Count > 0, nameof(Servers), "at least one");
        Require(CreatePolicy is not null || new LoadBalancerCatalog([]).Contains(Policy), nameof(Policy), "one of LoadBalancingPolicies");
        foreach (var server in Servers)
        {
            Require(server.Slots >= 1, nameof(server.Slots), "at least 1");
            Require(server.MeanTime > TimeSpan.Zero, nameof(server.MeanTime), "more than zero");
            Require(server.Spread is >= 0 and <= 3, nameof(server.Spread), "0 to 3");
            Require(server.FailureShare is >= 0 and <= 1, nameof(server.FailureShare), "0 to 1");
            Require(server.FailureTime > TimeSpan.Zero, nameof(server.FailureTime), "more than zero");
            Require(server.StragglerShare is >= 0 and <= 1, nameof(server.StragglerShare), "0 to 1");
            Require(server.StragglerTime > TimeSpan.Zero, nameof(server.StragglerTime), "more than zero");
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
