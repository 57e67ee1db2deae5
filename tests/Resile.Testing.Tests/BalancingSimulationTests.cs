using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.Testing.Tests;

/// <summary>What the simulator promises, whatever the policy.</summary>
public sealed class BalancingSimulationTests
{
    [Fact]
    public void Equal_seeds_give_equal_reports_and_others_do_not()
    {
        var first = Run(seed: 7);
        var second = Run(seed: 7);
        var other = Run(seed: 8);

        Assert.Equal(first.Calls, second.Calls);
        Assert.Equal(first.Latency(0.99), second.Latency(0.99));
        Assert.Equal(first.Servers, second.Servers);
        Assert.NotEqual(first.Latency(0.99), other.Latency(0.99));
    }

    [Fact]
    public void Calls_arrive_at_their_rate_and_work_takes_its_mean_time()
    {
        var report = new BalancingSimulation
        {
            Servers = [new() { Slots = 1_000 }],
            CallsPerSecond = 1_000,
            Duration = TimeSpan.FromSeconds(100),
            WarmUpShare = 0,
        }.Run();

        Assert.InRange(report.Calls, 99_000, 101_000);
        Assert.Equal(report.Calls, report.Answered);

        // The median of a lognormal: the mean over e^(0.6^2 / 2); its 99th percentile: the median times e^(0.6 * 2.326).
        Assert.InRange(report.Latency(0.5).TotalMilliseconds, 8.25, 8.45);
        Assert.InRange(report.Latency(0.99).TotalMilliseconds, 32.9, 34.6);
    }

    [Fact]
    public void One_slot_makes_calls_wait_as_long_as_theory_says()
    {
        // A single server with constant work (M/D/1) at a load of 0.8: the mean wait is 0.8 / (2 * 0.2) = 2 times the work.
        var report = new BalancingSimulation
        {
            Servers = [new() { Slots = 1, Spread = 0 }],
            CallsPerSecond = 80,
            Duration = TimeSpan.FromMinutes(60),
        }.Run();
        var mean = Enumerable.Range(0, 1_000).Average(each => report.Latency((each + 0.5) / 1_000).TotalMilliseconds);

        Assert.InRange(mean, 28.5, 31.5);
    }

    [Fact]
    public void Call_that_waits_too_long_expires_and_still_costs_its_server_the_work()
    {
        var report = new BalancingSimulation
        {
            Servers = [new() { Slots = 1, Spread = 0 }],
            CallsPerSecond = 200,
            Deadline = TimeSpan.FromMilliseconds(500),
            Ejection = new() { Enabled = false },
        }.Run();

        Assert.InRange(report.Expired, report.Calls * 0.99, report.Calls);
        Assert.Equal(TimeSpan.FromMilliseconds(500), report.Latency(0.999));
        Assert.InRange(report.ShareAnsweredWithin(TimeSpan.FromSeconds(9)), 0, 0.01);
    }

    [Fact]
    public void Freeze_stops_the_work_and_not_the_arrivals()
    {
        var report = new BalancingSimulation
        {
            Servers = [new() { Slots = 100, Spread = 0, Freezes = [new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1))] }],
            CallsPerSecond = 100,
            Duration = TimeSpan.FromSeconds(10),
            WarmUpShare = 0,
        }.Run();

        Assert.Equal(report.Calls, report.Answered);
        Assert.InRange(report.ShareAnsweredWithin(TimeSpan.FromMilliseconds(11)), 0.87, 0.93);
        Assert.InRange(report.Latency(1).TotalMilliseconds, 980, 1_020);
    }

    [Fact]
    public void Failing_server_is_ejected_as_in_production()
    {
        var report = new BalancingSimulation
        {
            Servers = [new() { FailureShare = 1 }, new()],
            CallsPerSecond = 100,
            Policy = LoadBalancingPolicies.RoundRobin,
        }.Run();

        Assert.InRange(report.Ejections, 1, 20);
        Assert.InRange(report.Servers[0].Share, 0, 0.05);
    }

    [Fact]
    public void Bad_value_is_refused_by_name()
    {
        var simulation = new BalancingSimulation { Servers = [new() { Slots = 0 }], CallsPerSecond = 1 };

        Assert.Contains("'Slots'", Assert.Throws<InvalidOperationException>(simulation.Run).Message);
    }

    [Fact]
    public void Hedge_without_a_second_attempt_is_refused()
    {
        var simulation = new BalancingSimulation { Servers = [new()], CallsPerSecond = 1, MaxExtraLoad = 0.01 };

        Assert.Contains("'Retry.MaxAttempts' must be at least 2", Assert.Throws<InvalidOperationException>(simulation.Run).Message);
    }

    [Fact]
    public void Policy_that_throws_ends_the_run_with_what_it_threw()
    {
        var simulation = new BalancingSimulation { Servers = [new()], CallsPerSecond = 1, CreatePolicy = static _ => new Broken() };

        Assert.Throws<NotSupportedException>(simulation.Run);
    }

    [Fact]
    public void Policy_may_have_timers_of_its_clock()
    {
        var policies = new List<Ticking>();
        new BalancingSimulation
        {
            Servers = [new(), new()],
            CallsPerSecond = 100,
            Duration = TimeSpan.FromSeconds(10),
            CreatePolicy = context =>
            {
                policies.Add(new Ticking(context.TimeProvider));
                return policies[^1];
            },
        }.Run();

        Assert.InRange(policies.Single().Ticks, 9, 10);
    }

    private static BalancingReport Run(ulong seed) => new BalancingSimulation
    {
        Servers = [new(), new(), new()],
        CallsPerSecond = 500,
        Duration = TimeSpan.FromSeconds(10),
        Clients = 3,
        Seed = seed,
    }.Run();

    private sealed class Broken : LoadBalancer
    {
        public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) => throw new NotSupportedException();
    }

    private sealed class Ticking : LoadBalancer
    {
        public Ticking(TimeProvider timeProvider)
        {
            var second = TimeSpan.FromSeconds(1);
            timeProvider.CreateTimer(_ => Ticks++, null, second, second);
        }

        public int Ticks { get; private set; }

        public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) => endpoints.InRotation[0];
    }
}
