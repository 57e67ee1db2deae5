using System.Diagnostics;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>Calls at a fixed rate, whatever becomes of the calls before, and breaks what is called now and then.</summary>
/// <remarks>The faults come as a Poisson process, all kinds equally often; with the same seed they are the same for everybody.</remarks>
internal static class OpenLoop
{
    private const int Seed = 4;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    /// <param name="name">The name of what is called.</param>
    /// <param name="call">Makes a call; what throws, or takes more than a second, has failed.</param>
    /// <param name="fail">Makes a fault.</param>
    /// <param name="duration">How long.</param>
    public static async Task<CallOutcomes> RunAsync(string name, Func<int, CancellationToken, ValueTask> call, Func<Fault, CancellationToken, Task> fail, TimeSpan duration)
    {
        var calls = new List<Task<TimeSpan?>>();
        var clock = Stopwatch.StartNew();
        using var end = new CancellationTokenSource(duration);
        var failing = FailAsync(fail, end.Token);
        for (var due = TimeSpan.Zero; due < duration; due += Between)
        {
            var early = due - clock.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, CancellationToken.None).ConfigureAwait(false);
            }

            calls.Add(CallAsync(call, calls.Count, due, clock));
        }

        var took = await Task.WhenAll(calls).ConfigureAwait(false);
        var served = took.OfType<TimeSpan>().Order().ToArray();
        return new CallOutcomes(name, took.Length, took.Length - served.Length, await failing.ConfigureAwait(false), served[(int)(0.99 * (served.Length - 1))]);
    }

    // From the moment at which it was due: a client that comes late has waited, too.
    private static async Task<TimeSpan?> CallAsync(Func<int, CancellationToken, ValueTask> call, int number, TimeSpan due, Stopwatch clock)
    {
        using var limit = new CancellationTokenSource(Deadline);
        try
        {
            await call(number, limit.Token).ConfigureAwait(false);
            return clock.Elapsed - due;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static async Task<int> FailAsync(Func<Fault, CancellationToken, Task> fail, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        Fault[] kinds = [Fault.Throw, Fault.Hang, Fault.Leak, Fault.Corrupt];
        var faults = 0;
        try
        {
            while (true)
            {
                await Task.Delay(-Math.Log(1 - random.NextDouble()) * BetweenFaults, cancellationToken).ConfigureAwait(false);
                if (faults % kinds.Length == 0)
                {
                    random.Shuffle(kinds);
                }

                await fail(kinds[faults % kinds.Length], cancellationToken).ConfigureAwait(false);
                faults++;
            }
        }
        catch (OperationCanceledException)
        {
            return faults;
        }
    }
}
