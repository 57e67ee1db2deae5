using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>Ends generations: lets their calls finish, disposes their scopes, and leaves behind what does not end in time.</summary>
internal sealed class GenerationCloser(TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Ends a generation that drains already.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="patience">How long its calls and its disposal may take; zero gives up at once.</param>
    /// <returns>The disposal that still runs if the generation was abandoned; null if it ended.</returns>
    public async Task<Task?> CloseAsync(Generation generation, TimeSpan patience)
    {
        var start = time.GetTimestamp();
        while (!generation.Calls.IsEmpty)
        {
            if (time.GetElapsedTime(start) >= patience)
            {
                generation.Abandon();
                return DisposeLateAsync(generation);
            }

            await Task.Delay(PollInterval, time).ConfigureAwait(false);
        }

        // On a thread of its own: a Dispose that blocks must not stop whoever replaces the component.
        var disposal = Task.Run(generation.CloseAsync);
        var rest = patience - time.GetElapsedTime(start);
        try
        {
            await disposal.WaitAsync(rest > PollInterval ? rest : PollInterval, time).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException)
        {
            generation.Abandon();
            return disposal;
        }
    }

    // The calls of an abandoned generation have been answered, but its code still runs: what it uses is disposed only after it ended.
    private async Task DisposeLateAsync(Generation generation)
    {
        while (!generation.Calls.IsEmpty)
        {
            await Task.Delay(CoarseClock.Resolution, time).ConfigureAwait(false);
        }

        await generation.CloseAsync().ConfigureAwait(false);
    }
}
