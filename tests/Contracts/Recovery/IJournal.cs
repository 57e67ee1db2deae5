namespace Resile.Generated.Tests.Contracts.Recovery;

/// <summary>Calls that are made again when a generation fails under them, and one that cannot be.</summary>
[AutoRecover(Pending = PendingCalls.Replay)]
public interface IJournal
{
    /// <summary>Finds an entry, if need be on the next generation.</summary>
    [Idempotent]
    ValueTask<string?> FindAsync(int number, CancellationToken cancellationToken = default);

    /// <summary>Puts an entry in its place. A parameter is called as what generated code has to name.</summary>
    [Idempotent(Replays = 3)]
    Task PutAsync(int number, string Replays, CancellationToken cancellationToken = default);

    /// <summary>Reads everything from the beginning.</summary>
    [Idempotent]
    IAsyncEnumerable<string> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Replaces everything, by what can be read once.</summary>
    [Idempotent]
    Task ReplaceAsync(System.IO.Stream content, CancellationToken cancellationToken = default);

    /// <summary>Adds an entry: twice, if called twice.</summary>
    Task AddAsync(string entry, CancellationToken cancellationToken = default);
}
