using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

/// <summary>Real threads call while generations come and go by the thousand.</summary>
public sealed class GenerationStressTests
{
    private const int Restarts = 2_000;
    private const int CallsPerThread = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(CallSlot Slot, Probe Probe)> _moved = new();
    private ComponentGeneration<Probe> _current = Next(1);
    private int _late;
    private long _calls;
    private bool _stop;

    [Fact]
    public void No_call_runs_on_a_generation_whose_calls_have_ended()
    {
        var callers = Enumerable.Range(0, 3).Select(number => new Thread(() => KeepCalling(number))).ToArray();
        var finisher = new Thread(KeepFinishing);
        Array.ForEach([.. callers, finisher], static thread => thread.Start());
        try
        {
            RestartOftenAsCallsRun();
        }
        finally
        {
            Volatile.Write(ref _stop, true);
            Array.ForEach([.. callers, finisher], static thread => thread.Join());
        }

        Assert.Equal(0, _late);
        Assert.InRange(_calls, Restarts, long.MaxValue);
    }

    private static ComponentGeneration<Probe> Next(int number)
    {
        var generation = new ComponentGeneration<Probe>(number, new NoScope(), new Probe(), new FakeTimeProvider()) { Owner = NoOwner.Instance };
        generation.Open();
        return generation;
    }

    private void RestartOftenAsCallsRun()
    {
        using var limit = new CancellationTokenSource(Patience);
        for (var restart = 1; restart <= Restarts; restart++)
        {
            var served = Volatile.Read(ref _calls);
            SpinWait.SpinUntil(() => Volatile.Read(ref _calls) > served || limit.IsCancellationRequested);
            var closing = _current;
            Assert.True(closing.TryDrain());
            Generation.ShowCalls();
            while (!closing.Calls.IsEmpty)
            {
                limit.Token.ThrowIfCancellationRequested();
                Thread.Yield();
            }

            Volatile.Write(ref closing.Component.IsClosed, true);
            Volatile.Write(ref _current, Next(restart + 1));
        }
    }

    // Threads end and others take their ids, and their slots.
    private void KeepCalling(int number)
    {
        while (!Volatile.Read(ref _stop))
        {
            var thread = new Thread(() =>
            {
                for (var call = 0; call < CallsPerThread && !Volatile.Read(ref _stop); call++)
                {
                    Call(isMoved: (call + number) % 16 == 0, depth: call % 3);
                }
            });
            thread.Start();
            thread.Join();
        }
    }

    private void Call(bool isMoved, int depth)
    {
        var generation = Volatile.Read(ref _current);
        ref var since = ref generation.TryEnterHere(1);
        if (!Unsafe.IsNullRef(ref since))
        {
            Run(generation.Component, depth);
            if (isMoved)
            {
                _moved.Enqueue((generation.Calls.Move(ref since), generation.Component));
                return;
            }

            Check(generation.Component);
            Volatile.Write(ref since, 0);
        }
        else if (generation.TryEnter(1, out var slot))
        {
            Run(generation.Component, depth);
            Check(generation.Component);
            slot.Free();
        }
    }

    private void Run(Probe probe, int depth)
    {
        Thread.SpinWait(5);
        Check(probe);
        Interlocked.Increment(ref _calls);
        if (depth > 0)
        {
            Call(isMoved: false, depth - 1);
        }
    }

    // What moved is finished on another thread.
    private void KeepFinishing()
    {
        while (!Volatile.Read(ref _stop) || !_moved.IsEmpty)
        {
            if (_moved.TryDequeue(out var moved))
            {
                Check(moved.Probe);
                moved.Slot.Free();
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private void Check(Probe probe)
    {
        if (Volatile.Read(ref probe.IsClosed))
        {
            Interlocked.Increment(ref _late);
        }
    }

    private sealed class Probe
    {
        public bool IsClosed;
    }

    private sealed class NoScope : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
