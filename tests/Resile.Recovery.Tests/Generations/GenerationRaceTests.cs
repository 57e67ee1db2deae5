using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

/// <summary>One thread enters a generation at the moment at which another closes it.</summary>
public sealed class GenerationRaceTests
{
    private const int Batches = 60;
    private const int Rounds = 1_000;
    private const int Line = 64;
    private const int LinesARound = 24;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly byte[] _slow = new byte[64 * 1_024 * 1_024];
    private ComponentGeneration<string>[] _generations = [];
    private bool[] _hasEntered = [];
    private int _called;
    private int _closed;

    [Fact]
    public void Call_that_enters_is_seen_by_whoever_closes_the_generation()
    {
        var began = Stopwatch.StartNew();
        var unseen = 0;
        for (var batch = 0; batch < Batches && began.Elapsed < Patience; batch++)
        {
            _generations = [.. Enumerable.Range(1, Rounds).Select(static number =>
                new ComponentGeneration<string>(number, new NoScope(), "component", new FakeTimeProvider()) { Owner = NoOwner.Instance })];
            Array.ForEach(_generations, static generation => generation.Open());
            _hasEntered = new bool[Rounds];
            (_called, _closed) = (0, 0);
            var caller = new Thread(Call);
            caller.Start();
            var seen = Close();
            caller.Join();
            unseen += Enumerable.Range(0, Rounds).Count(round => _hasEntered[round] && !seen[round]);
        }

        Assert.Equal(0, unseen);
    }

    private void Call()
    {
        _generations[0].Calls.Claim(1).Free();
        for (var round = 0; round < Rounds; round++)
        {
            Meet(ref _called, ref _closed, (2 * round) + 1);

            // Stores leave the processor in their order. These take their time, and what is claimed after them is late.
            for (var line = 0; line < LinesARound; line++)
            {
                _slow[(((round * LinesARound) + line) * 41 * Line) % _slow.Length] = 1;
            }

            ref var since = ref _generations[round].TryEnterHere(1);
            _hasEntered[round] = !Unsafe.IsNullRef(ref since);
            Meet(ref _called, ref _closed, (2 * round) + 2);
        }
    }

    private bool[] Close()
    {
        var seen = new bool[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            Meet(ref _closed, ref _called, (2 * round) + 1);
            Thread.SpinWait(round % 8);
            _generations[round].TryDrain();
            Generation.ShowCalls();
            seen[round] = !_generations[round].Calls.IsEmpty;
            Meet(ref _closed, ref _called, (2 * round) + 2);
        }

        return seen;
    }

    // No lock and no interlocked operation: they would be the fence that is tested for.
    private static void Meet(ref int mine, ref int other, int step)
    {
        Volatile.Write(ref mine, step);
        for (var turn = 0; Volatile.Read(ref other) < step; turn++)
        {
            if (turn % 4_096 == 4_095)
            {
                Thread.Yield();
            }
        }
    }

    private sealed class NoScope : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
