using Microsoft.Extensions.Logging.Abstractions;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>How probes take endpoints out of rotation, and bring them back, in virtual time.</summary>
public sealed class ProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_whose_probes_fail_leaves_and_comes_back_when_one_succeeds()
    {
        using var rig = RoundRobin(3);
        var isDown = true;
        rig.Ping = (name, _) => name == "a" && isDown ? throw new IOException("Nobody is there.") : Task.CompletedTask;
        using var probes = Probe(rig);

        await Until(rig, () => rig.Endpoint("a").Health.Probes.Failures == 1);
        Assert.Equal("abc", rig.InRotation);
        Assert.Contains("It is in rotation. Its probe failed: Nobody is there, 1 in a row", Explain(rig, "a"));

        await Until(rig, () => rig.InRotation == "bc");
        Assert.Equal(2, rig.Endpoint("a").Health.Probes.Failures);
        Assert.EndsWith("It is out of rotation, because its probe failed: Nobody is there; it comes back when a probe finds it well.", Explain(rig, "a"));
        Assert.DoesNotContain("a", string.Concat(Enumerable.Range(0, 20).Select(_ => rig.Call())));

        isDown = false;
        await Until(rig, () => rig.InRotation == "abc");
    }

    [Fact]
    public async Task Endpoint_comes_back_after_as_many_successes_as_it_takes()
    {
        using var rig = RoundRobin(2);
        var isDown = true;
        rig.Ping = (name, _) => name == "a" && isDown ? throw new IOException() : Task.CompletedTask;
        using var probes = Probe(rig, new() { FailuresBeforeOut = 1, SuccessesBeforeIn = 3 });
        await Until(rig, () => rig.InRotation == "b");

        isDown = false;
        await Until(rig, () => rig.Endpoint("a").Health.Probes.Successes == 2);
        Assert.Equal("b", rig.InRotation);
        await Until(rig, () => rig.InRotation == "ab");
    }

    [Fact]
    public async Task Probes_that_all_fail_leave_half_of_the_endpoints_and_never_none()
    {
        using var rig = RoundRobin(4);
        rig.Ping = static (_, _) => throw new IOException();
        using var probes = Probe(rig);
        using var single = RoundRobin(1);
        single.Ping = static (_, _) => throw new IOException();
        using var others = Probe(single);

        await Until(rig, () => All(rig).All(static endpoint => endpoint.Health.Probes.Failures > 3));
        await Until(single, () => single.Endpoint("a").Health.Probes.Failures > 3);

        Assert.Equal((2, "a"), (rig.InRotation.Length, single.InRotation));
        Assert.Contains("or too many others are away", Explain(rig, rig.InRotation[..1]));
    }

    [Fact]
    public async Task Endpoint_that_calls_sent_away_is_tried_by_a_probe_and_not_by_a_call()
    {
        using var rig = RoundRobin(2);
        using var probes = Probe(rig);
        await Until(rig, () => All(rig).All(static endpoint => endpoint.Health.Probes.Successes > 0));
        var pinged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Ping = (name, _) =>
        {
            pinged.TrySetResult();
            return name == "a" ? release.Task : Task.CompletedTask;
        };
        rig.Fail("a", CallResult.Unreachable);
        Assert.Contains("then a probe tries it", Explain(rig, "a"));

        // Well before the next regular probe.
        await Until(rig, () => rig.Clock.GetTimestamp() > rig.Endpoint("a").Health.BannedUntil && rig.Endpoint("a").Health.Probes.IsRunning);
        Assert.Equal("bbb", rig.Call() + rig.Call() + rig.Call());
        Assert.Equal(EndpointState.Ejected, rig.Endpoint("a").State);

        release.SetResult();
        await Until(rig, () => rig.InRotation == "ab");
    }

    [Fact]
    public async Task Probe_that_passes_does_not_shorten_the_time_away_of_an_endpoint_that_calls_sent_away()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.RoundRobin, new EjectionOptions { Duration = TimeSpan.FromHours(1), MaxDuration = TimeSpan.FromHours(1) }, 1, 1);
        using var probes = Probe(rig);
        rig.Fail("a", CallResult.Unreachable);

        await Until(rig, () => rig.Endpoint("a").Health.Probes.Successes > 1);

        Assert.Equal("b", rig.InRotation);
    }

    [Fact]
    public async Task Probe_without_an_answer_fails_at_its_time_limit()
    {
        using var rig = RoundRobin(2);
        rig.Ping = static (name, cancellationToken) => name == "a" ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        using var probes = Probe(rig, new() { FailuresBeforeOut = 1 });

        await Until(rig, () => rig.InRotation == "b");

        Assert.Contains("because its probe was not answered within 5 s;", Explain(rig, "a"));
    }

    [Fact]
    public async Task Probes_that_are_switched_off_leave_the_trial_to_a_call()
    {
        using var rig = RoundRobin(2);
        var pings = 0;
        rig.Ping = (name, _) =>
        {
            Interlocked.Increment(ref pings);
            return name == "a" ? throw new IOException() : Task.CompletedTask;
        };
        using var probes = Probe(rig);
        await Until(rig, () => rig.InRotation == "b");

        probes.Configure(new ProbeOptions());
        var before = Volatile.Read(ref pings);
        Assert.Equal("a", rig.Call());
        rig.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("ab", before, 0), (rig.InRotation, Volatile.Read(ref pings), rig.Endpoint("a").Health.Probes.Failures));
    }

    [Fact]
    public async Task First_probes_are_spread_over_the_interval()
    {
        using var rig = RoundRobin(0);
        rig.Rotation.Replace(Many(150));
        using var probes = Probe(rig);

        await Until(rig, () => All(rig).All(static endpoint => endpoint.Health.Probes.Successes > 0));

        var spread = All(rig).GroupBy(static endpoint => endpoint.Health.Probes.LastAt).Select(static each => each.Count()).ToArray();
        Assert.InRange(spread.Length, 8, 60);
        Assert.InRange(spread.Max(), 1, 40);
    }

    [Fact]
    public async Task No_more_than_a_limited_number_of_probes_run_at_once()
    {
        using var rig = RoundRobin(0);
        rig.Rotation.Replace(Many(EndpointProbes.MostAtOnce + 50));
        var running = 0;
        rig.Ping = async (_, cancellationToken) =>
        {
            Interlocked.Increment(ref running);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        using var probes = Probe(rig, new() { Interval = TimeSpan.FromHours(1), Timeout = TimeSpan.FromHours(1) });

        await Until(rig, () => Volatile.Read(ref running) == EndpointProbes.MostAtOnce, step: TimeSpan.FromMinutes(10), steps: 6);
        probes.Tick(Cancellation);

        Assert.Equal(EndpointProbes.MostAtOnce, running);
    }

    private static EndpointProbes Probe(BalancerRig rig, ProbeOptions? options = null)
    {
        var probes = new EndpointProbes(rig.Rotation, rig.Clock, new RandomSource(2), rig.Metrics, NullLogger.Instance);
        options ??= new ProbeOptions();
        options.Enabled = true;
        probes.Configure(options);
        return probes;
    }

    private static Endpoint[] All(BalancerRig rig) => rig.Rotation.Current.All.ToArray();

    private static EndpointAddress[] Many(int count) => [.. Enumerable.Range(1, count).Select(static number => new EndpointAddress(new Uri($"http://replica:{number}")))];

    private static string Explain(BalancerRig rig, string name) => rig.Balancer.Explain(rig.Endpoint(name), 1);

    // The loop runs on other threads than the clock is moved by: each step is given the time to be seen.
    private static async Task Until(BalancerRig rig, Func<bool> condition, TimeSpan? step = null, int steps = int.MaxValue)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            if (steps-- > 0)
            {
                rig.Clock.Advance(step ?? TimeSpan.FromSeconds(1));
            }

            await Task.Delay(2, limit.Token);
        }
    }

    private static BalancerRig RoundRobin(int count) => new(LoadBalancingPolicies.RoundRobin, Enumerable.Repeat(1, count).ToArray());
}
