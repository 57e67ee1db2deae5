using Resile.Recovery.Calls;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>Starts generations within a limit of time, and leaves behind what neither starts nor ends.</summary>
internal sealed class GenerationStarter(TimeProvider time)
{
    /// <summary>Starts a generation. It takes no calls before it is published.</summary>
    /// <param name="cell">The cell of its component.</param>
    /// <param name="reason">Why it is made.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="stop">Stops the start.</param>
    public async Task<StartOutcome> StartAsync(ComponentCell cell, RecoveryReason reason, int attempt, CancellationToken stop)
    {
        var timeout = new CancellationTokenSource(cell.Options.StartTimeout, time);
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);

        var late = limit.Token;

        // On a thread of its own: a constructor that blocks must not stop whoever waits for it.
        var start = Task.Run(() => cell.StartAsync(reason, attempt, late), CancellationToken.None);
        var end = EndAsync(start, limit, timeout);
        await ((Task)start).WaitAsync(late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // It has been told that its time is over; it gets as long to end as a generation that is replaced.
        await end.WaitAsync(cell.Options.ShutdownTimeout, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (start.IsCompletedSuccessfully)
        {
            return new StartOutcome(await start.ConfigureAwait(false), null, null);
        }

        var exception = timeout.IsCancellationRequested
            ? new TimeoutException($"'{cell.Name}' did not start within {cell.Options.StartTimeout} "
                + $"('{RecoveryConfiguration.Component(cell.Name)}:{nameof(AutoRecoverOptions.StartTimeout)}').", start.Exception?.InnerException)
            : start.Exception?.InnerException;
        return new StartOutcome(null, exception, start.IsCompleted ? null : end);
    }

    // The sources live as long as the code that was handed their token.
    private static async Task EndAsync(Task<Generation> start, CancellationTokenSource limit, CancellationTokenSource timeout)
    {
        await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        limit.Dispose();
        timeout.Dispose();
    }
}
