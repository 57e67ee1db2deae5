using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>Ends generations: lets their calls finish, disposes their scopes, and leaves behind what does not end in time.</summary>
internal sealed class GenerationCloser(TimeProvider time)
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(16);

    /// <summary>Ends a generation that drains already.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="patience">How long its calls and its disposal may take; zero gives up at once.</param>
    /// <returns>The disposal that still runs if the generation was abandoned; null if it ended.</returns>
    public async Task<Task?> CloseAsync(Generation generation, TimeSpan patience)
    {
        var start = time.GetTimestamp();
        Generation.ShowCalls();
        for (var poll = ShortestPoll; !generation.IsIdle; poll = poll < LongestPoll ? 2 * poll : LongestPoll)
        {
            if (time.GetElapsedTime(start) >= patience)
            {
                generation.Abandon();
                return DisposeLateAsync(generation);
            }

            await Task.Delay(poll, time).ConfigureAwait(false);
        }

        // On a thread of its own: a Dispose that blocks must not stop whoever replaces the component.
        var disposal = Task.Run(generation.CloseAsync);
        var rest = generation.Capture is { IsLate: true, Ended.IsCompleted: false } ? TimeSpan.Zero : patience - time.GetElapsedTime(start);
        await disposal.WaitAsync(rest > LongestPoll ? rest : LongestPoll, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!disposal.IsCompleted)
        {
            generation.Abandon();
            return disposal;
        }

        await disposal.ConfigureAwait(false);
        return null;
    }

    // The calls of an abandoned generation have been answered, but its code still runs: what it uses is disposed only after it ended.
    private async Task DisposeLateAsync(Generation generation)
    {
        while (!generation.Calls.IsEmpty || !generation.Loop.IsCompleted)
        {
            await Task.Delay(CoarseClock.Resolution, time).ConfigureAwait(false);
        }

        await generation.CloseAsync().ConfigureAwait(false);
    }
}
