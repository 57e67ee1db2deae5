using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Tests.Calls;

public sealed class CallDeadlineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CallDeadline _deadline;

    public CallDeadlineTests() => _deadline = new(_time);

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public void Call_that_takes_too_long_is_cancelled_when_its_time_is_up()
    {
        _deadline.Begin(TimeSpan.FromSeconds(10), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(_deadline.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.001));

        Assert.True(_deadline.HasPassed);
        Assert.False(_deadline.TryReset());
    }

    [Fact]
    public void Timer_of_a_call_that_ended_spares_the_next_one_and_then_ends_it_in_time()
    {
        _deadline.Begin(TimeSpan.FromSeconds(10), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(_deadline.TryReset());

        _deadline.Begin(TimeSpan.FromSeconds(10), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_deadline.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_deadline.HasPassed);
    }

    [Fact]
    public void Timer_that_fires_while_there_is_no_call_is_set_by_the_next()
    {
        _deadline.Begin(TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.True(_deadline.TryReset());
        _time.Advance(TimeSpan.FromSeconds(60));

        _deadline.Begin(TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.False(_deadline.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_deadline.HasPassed);
    }

    [Fact]
    public void Call_of_less_time_than_the_one_before_ends_when_its_own_is_up()
    {
        _deadline.Begin(TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.True(_deadline.TryReset());

        _deadline.Begin(TimeSpan.FromSeconds(1), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_deadline.HasPassed);
    }

    [Fact]
    public void Limit_takes_the_place_of_the_deadline()
    {
        _deadline.Begin(TimeSpan.FromSeconds(1), CancellationToken.None);
        _deadline.Limit(Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(_deadline.Token.IsCancellationRequested);

        _deadline.Limit(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(_deadline.HasPassed);
    }

    [Fact]
    public void Caller_who_gives_up_cancels_the_call_but_has_not_used_up_its_time()
    {
        using var caller = new CancellationTokenSource();
        _deadline.Begin(TimeSpan.FromSeconds(1), caller.Token);

        caller.Cancel();

        Assert.True(_deadline.Token.IsCancellationRequested);
        Assert.False(_deadline.HasPassed);
        Assert.False(_deadline.TryReset());
    }

    [Fact]
    public async Task Calls_that_end_while_their_time_runs_out_neither_cancel_one_another_nor_outlive_it()
    {
        var pool = new CallDeadlinePool(TimeProvider.System);
        var cancellation = TestContext.Current.CancellationToken;
        var (ended, passed) = (0, 0);

        // Some end at once, some at about the time of their deadline, and some wait for it.
        await Parallel.ForAsync(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation }, async (call, _) =>
        {
            var time = TimeSpan.FromMilliseconds(call % 3 == 0 ? 5 : 60_000);
            var deadline = pool.Start(time, CancellationToken.None);
            if (call % 6 == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, deadline.Token).WaitAsync(TimeSpan.FromSeconds(30), cancellation)
                    .ContinueWith(static _ => { }, TaskScheduler.Default);
                Assert.True(deadline.HasPassed);
                Assert.True(deadline.Elapsed >= time);
                Interlocked.Increment(ref passed);
            }
            else
            {
                if (call % 3 == 0)
                {
                    SpinWait.SpinUntil(() => deadline.Remaining < TimeSpan.FromMilliseconds(0.2));
                }

                Assert.True(call % 3 == 0 || !deadline.Token.IsCancellationRequested, "A timer of an earlier call has cancelled this one.");
                Interlocked.Increment(ref ended);
            }

            pool.End(deadline, isUnheld: true);
        });

        Assert.Equal((667, 3_333), (passed, ended));
    }
}
