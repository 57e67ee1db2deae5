namespace Resile.Messaging.Sqlite;

/// <summary>Lets the writers of this process take turns, first come, first served, without blocking a thread.</summary>
/// <remarks>SQLite's own waiting is a sleep that blocks the thread and serves whoever wakes first.</remarks>
internal sealed class WriteGate : IDisposable
{
    /// <summary>How long somebody waits for the turn.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn.</summary>
    /// <exception cref="DurableMessageException">Another transaction of this process has not ended for a minute.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(LongestWait, cancellationToken).ConfigureAwait(false))
        {
            throw WaitedTooLong();
        }
    }

    /// <summary>Says why the turn did not come.</summary>
    public static DurableMessageException WaitedTooLong() => new(
        $"Another transaction on the SQLite store has been open for more than {LongestWait.TotalSeconds} s. Keep transactions "
        + "short, and inside a handler use its own: SQLite has one writer at a time.");

    /// <summary>Ends the turn.</summary>
    public void Leave() => _turn.Release();

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
