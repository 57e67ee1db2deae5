using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;
using Resile.Recovery.Limits;

namespace Resile.Recovery.Tests.Limits;

public sealed class ConcurrencyGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Calls_enter_up_to_the_limit_and_each_that_leaves_makes_room()
    {
        var gate = new ConcurrencyGate(new Aimd(2, 4), null, _time);
        Assert.True(gate.TryEnter(out var began));
        Assert.True(gate.TryEnter(out _));
        Assert.False(gate.TryEnter(out _));

        gate.Leave(began, CallEnd.Succeeded);

        Assert.Equal((1, 2), (gate.InFlight, gate.Limit));
        Assert.True(gate.TryEnter(out _));
        Assert.False(gate.TryEnter(out _));
    }

    [Fact]
    public void Few_of_many_calls_are_measured_and_all_of_few()
    {
        var gate = new ConcurrencyGate(new Gradient2(20, 200), null, _time);
        Assert.Equal(32_000, Measured(gate, 32_000));
        gate.Look();
        Assert.Equal(32, Measured(gate, 32_768));
        gate.Look();
        Assert.InRange(Measured(gate, 20), 0, 1);
        gate.Look();
        Assert.Equal(20, Measured(gate, 20));
    }

    [Fact]
    public void Slow_start_neither_measures_nor_grows_by_calls_that_fail()
    {
        var gate = new ConcurrencyGate(new SlowStart(2, 5), null, _time);
        Assert.Equal(0, Measured(gate, 2, CallEnd.Failed));
        Assert.Equal(2, gate.Limit);
        Assert.Equal(0, Measured(gate, 2));
        Assert.Equal(4, gate.Limit);
        gate.Look();
        gate.Look();
        Assert.Equal(5, gate.Limit);
        Assert.Equal(0, Measured(gate, 2));
        Assert.Equal(5, gate.Limit);
    }

    [Fact]
    public void Callers_that_all_lose_patience_bring_the_limit_down()
    {
        var gate = new ConcurrencyGate(new Gradient2(20, 200), null, _time);
        Pass(gate, TimeSpan.FromMilliseconds(10), CallEnd.Succeeded, windows: 40);
        var before = gate.Limit;

        Pass(gate, TimeSpan.FromMilliseconds(5), CallEnd.Cancelled, windows: 5);
        Assert.Equal(before, gate.Limit);

        Pass(gate, TimeSpan.FromSeconds(1), CallEnd.Cancelled, windows: 5);
        Assert.InRange(gate.Limit, 20, before - 5);
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_the_limit_says_whoever_enters()
    {
        var gate = new ConcurrencyGate(new Aimd(3, 3), null, TimeProvider.System);
        var (running, most, entered) = (0, 0, 0L);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var call = 0; call < 50_000; call++)
                {
                    if (gate.TryEnter(out var began))
                    {
                        var now = Interlocked.Increment(ref running);
                        most = Math.Max(most, now);
                        Interlocked.Increment(ref entered);
                        Interlocked.Decrement(ref running);
                        gate.Leave(began, call % 16 == 0 ? CallEnd.Failed : CallEnd.Succeeded);
                        if (call % 64 == 0)
                        {
                            Thread.Yield();
                        }
                    }
                }
            },
            TestContext.Current.CancellationToken));
        var all = Task.WhenAll(callers);
        while (!all.IsCompleted)
        {
            gate.Look();
            await Task.Yield();
        }

        await all;
        Assert.InRange(most, 1, 3);
        Assert.Equal(0, gate.InFlight);
        Assert.InRange(entered, 1, 200_000);
    }

    private static int Measured(ConcurrencyGate gate, int calls, CallEnd end = CallEnd.Succeeded)
    {
        var measured = 0;
        for (var call = 0; call < calls; call++)
        {
            Assert.True(gate.TryEnter(out var began));
            measured += began == 0 ? 0 : 1;
            gate.Leave(began, end);
        }

        return measured;
    }

    private void Pass(ConcurrencyGate gate, TimeSpan took, CallEnd end, int windows)
    {
        for (var window = 0; window < windows; window++)
        {
            var all = new List<long>();
            while (gate.TryEnter(out var began))
            {
                all.Add(began);
            }

            _time.Advance(took);
            all.ForEach(began => gate.Leave(began, end));
            gate.Look();
        }
    }
}
