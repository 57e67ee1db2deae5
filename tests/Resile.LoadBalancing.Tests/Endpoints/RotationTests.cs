using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>How endpoints leave the rotation and come back.</summary>
public sealed class RotationTests
{
    // The time away is spread by a tenth.
    private static readonly TimeSpan Ban = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan AlmostBan = TimeSpan.FromSeconds(4.4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Endpoint_is_ejected_after_five_failures_in_a_row()
    {
        using var rig = RoundRobin(3);
        rig.Fail("a", times: 4);
        rig.Balancer.Release(rig.Take("a"), CallResult.Answered);
        rig.Fail("a", times: 4);
        Assert.Equal("abc", rig.InRotation);

        rig.Fail("a");

        Assert.Equal("bc", rig.InRotation);
        Assert.Equal(EndpointState.Ejected, rig.Endpoint("a").State);
    }

    [Fact]
    public void Endpoint_where_nobody_listens_is_ejected_at_once()
    {
        using var rig = RoundRobin(3);

        rig.Fail("a", CallResult.Unreachable);

        Assert.Equal("bc", rig.InRotation);
    }

    [Theory, InlineData(CallResult.Overloaded), InlineData(CallResult.Cancelled), InlineData(CallResult.Answered)]
    public void What_is_no_failure_ejects_nobody(CallResult result)
    {
        using var rig = RoundRobin(2);

        rig.Fail("a", result, times: 20);

        Assert.Equal("ab", rig.InRotation);
    }

    [Theory, InlineData(1, 1), InlineData(2, 1), InlineData(3, 2), InlineData(4, 2), InlineData(10, 5)]
    public void At_most_half_of_the_endpoints_are_away_and_never_the_last(int count, int left)
    {
        using var rig = RoundRobin(count);
        foreach (var endpoint in rig.Rotation.Current.All.ToArray())
        {
            rig.Fail(BalancerRig.NameOf(endpoint), CallResult.Unreachable);
        }

        Assert.Equal(left, rig.InRotation.Length);
    }

    [Fact]
    public void One_call_tries_an_endpoint_when_its_time_is_over_and_brings_it_back()
    {
        using var rig = RoundRobin(2);
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(AlmostBan);
        Assert.Equal("bbb", rig.Call() + rig.Call() + rig.Call());

        rig.Clock.Advance(Ban - AlmostBan);
        var trial = rig.Acquire();
        Assert.Equal(("a", true), (BalancerRig.NameOf(trial.Endpoint), trial.IsTrial));
        Assert.Equal("bbb", rig.Call() + rig.Call() + rig.Call());

        rig.Balancer.Release(trial, CallResult.Answered);
        Assert.Equal("ab", rig.InRotation);
    }

    [Fact]
    public async Task Exactly_one_of_many_callers_gets_the_trial()
    {
        using var rig = RoundRobin(2);
        var trials = 0;
        Lease trial = default;
        using var round = new Barrier(4, _ =>
        {
            Assert.Equal(1, trials);
            trials = 0;
            rig.Balancer.Release(trial, CallResult.Answered);
            Assert.Equal(("ab", 0), (rig.InRotation, trial.Endpoint!.InFlight));
            rig.Fail("a", CallResult.Unreachable);
            rig.Clock.Advance(TimeSpan.FromMinutes(6));
        });
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(TimeSpan.FromMinutes(6));

        var callers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            for (var call = 0; call < 2_000; call++)
            {
                var lease = rig.Acquire();
                if (lease.IsTrial)
                {
                    Interlocked.Increment(ref trials);
                    trial = lease;
                }
                else
                {
                    rig.Balancer.Release(lease, CallResult.Answered);
                }

                round.SignalAndWait(Cancellation);
            }
        }, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        await Task.WhenAll(callers);
    }

    [Fact]
    public void Failed_trial_doubles_the_time_away_up_to_the_longest()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.RoundRobin, new EjectionOptions { MaxDuration = TimeSpan.FromSeconds(20) }, 1, 1);
        rig.Fail("a", CallResult.Unreachable);
        foreach (var seconds in new[] { 5, 10, 20, 20 })
        {
            Assert.InRange(rig.Endpoint("a").Health.LastBan.TotalSeconds, seconds * 0.9, seconds * 1.1);
            rig.Clock.Advance(TimeSpan.FromSeconds(seconds * 1.1));
            Assert.Equal("a", rig.Call(static name => name == "a" ? CallResult.Failed : CallResult.Answered));
            Assert.Equal("b", rig.InRotation);
        }
    }

    [Fact]
    public void Long_healthy_time_ends_the_doubling()
    {
        using var rig = RoundRobin(2);
        for (var round = 0; round < 3; round++)
        {
            rig.Fail("a", CallResult.Unreachable);
            Assert.InRange(rig.Endpoint("a").Health.LastBan.TotalSeconds, 4.5, 5.5);
            rig.Clock.Advance(Ban);
            Assert.Equal("a", rig.Call());
            rig.Clock.Advance(2 * Ban);
        }

        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(Ban);
        rig.Call();
        rig.Fail("a", CallResult.Unreachable);

        Assert.InRange(rig.Endpoint("a").Health.LastBan.TotalSeconds, 9, 11);
    }

    [Fact]
    public void Trial_that_its_caller_gives_up_is_passed_on()
    {
        using var rig = RoundRobin(2);
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(Ban);

        Assert.Equal("a", rig.Call(static _ => CallResult.Cancelled));
        Assert.Equal("a", rig.Call(static _ => CallResult.Answered));
        Assert.Equal("ab", rig.InRotation);
    }

    [Fact]
    public void Endpoint_that_has_too_much_to_do_passes_its_trial()
    {
        using var rig = RoundRobin(2);
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(Ban);

        Assert.Equal("a", rig.Call(static _ => CallResult.Overloaded));
        Assert.Equal("ab", rig.InRotation);
    }

    [Fact]
    public void Retry_is_no_trial()
    {
        using var rig = RoundRobin(3);
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(Ban);

        Assert.Equal("c", rig.Call(tried: rig.Endpoint("b")));
    }

    [Fact]
    public void Calls_from_before_an_endpoint_went_away_do_not_eject_it_again()
    {
        using var rig = RoundRobin(2);
        var hanging = Enumerable.Range(0, 10).Select(_ => rig.Take("a")).ToArray();
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(Ban);
        Assert.Equal("a", rig.Call());
        rig.Clock.Advance(TimeSpan.FromSeconds(4));

        Array.ForEach(hanging, lease => rig.Balancer.Release(lease, CallResult.Failed));

        Assert.Equal("ab", rig.InRotation);
    }

    [Theory, InlineData(CallResult.Failed), InlineData(CallResult.Answered), InlineData(CallResult.Cancelled)]
    public void Endpoint_on_trial_takes_calls_when_it_is_the_only_one_left(CallResult result)
    {
        using var rig = RoundRobin(2);
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(Ban);
        var trial = rig.Acquire();

        rig.List(("a", 1));
        Assert.Equal("a", rig.Call());
        rig.Balancer.Release(trial, result);

        Assert.Equal("a", rig.Call());
    }

    [Fact]
    public void Ejected_endpoint_takes_calls_when_it_is_the_only_one_left_or_ejection_is_switched_off()
    {
        using var rig = RoundRobin(2);
        rig.Fail("a", CallResult.Unreachable);
        rig.List(("a", 1));
        Assert.Equal("a", rig.InRotation);

        using var other = RoundRobin(4);
        other.Fail("a", CallResult.Unreachable);
        other.Fail("b", CallResult.Unreachable);
        other.Rotation.Configure(new EjectionOptions { Enabled = false });
        Assert.Equal("abcd", other.InRotation);
    }

    [Fact]
    public void Endpoint_that_is_gone_takes_no_call_and_closes_after_its_last()
    {
        using var rig = RoundRobin(2);
        var endpoint = rig.Endpoint("a");
        var last = rig.Take("a");

        rig.List(("b", 1));
        Assert.Equal((false, 1, 0), (endpoint.TryEnter(), endpoint.InFlight, rig.Closed));
        rig.Balancer.Release(last, CallResult.Answered);

        Assert.Equal((0, 1), (endpoint.InFlight, rig.Closed));
    }

    [Fact]
    public void List_that_comes_after_the_end_makes_no_endpoints()
    {
        using var rig = RoundRobin(2);
        rig.Rotation.RetireAll();

        rig.List(("a", 1), ("b", 1));

        Assert.Equal((0, 2), (rig.Rotation.Current.All.Length, rig.Closed));
    }

    [Fact]
    public void Rotation_keeps_its_promises_while_everything_changes_at_once()
    {
        using var rig = RoundRobin(4);
        var random = new RandomSource(7);
        Parallel.For(0, 4, thread =>
        {
            for (var step = 0; step < 20_000; step++)
            {
                switch (thread == 0 ? random.Next(20) : 3)
                {
                    case 0:
                        rig.List(("a", 1), ("b", 1 + random.Next(3)));
                        break;
                    case 1:
                        rig.List(("a", 1), ("b", 1), ("c", 1), ("d", 1));
                        break;
                    case 2:
                        rig.Clock.Advance(TimeSpan.FromSeconds(3));
                        break;
                    default:
                        Assert.NotEqual("-", rig.Call(_ => (CallResult)random.Next(5)));
                        break;
                }
            }
        });

        rig.List(("a", 1), ("b", 1));
        rig.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var call = 0; call < 10; call++)
        {
            rig.Call();
        }

        Assert.Equal("ab", rig.InRotation);
        Assert.All(rig.Rotation.Current.All.ToArray(), static endpoint => Assert.Equal(0, endpoint.InFlight));
    }

    private static BalancerRig RoundRobin(int count) => new(LoadBalancingPolicies.RoundRobin, Enumerable.Repeat(1, count).ToArray());
}
