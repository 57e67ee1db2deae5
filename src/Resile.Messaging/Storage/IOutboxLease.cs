namespace Resile.Messaging.Storage;

/// <summary>The right to publish a share of the outbox, and the place up to which it was read.</summary>
/// <remarks>Used by one dispatcher loop at a time. Disposing it gives the share back at once.</remarks>
public interface IOutboxLease : IAsyncDisposable
{
    /// <summary>Extends the lease by its duration, and may take or give up shares as nodes come and go.</summary>
    /// <returns><see langword="false"/> when another node has taken over: nothing may be published under this lease again.</returns>
    Task<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Reads the next rows after the last one read, in sequence order. Rows that are set aside are not returned.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="withoutKeys">Ordering keys whose rows are not wanted now.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns>At most <paramref name="limit"/> rows; fewer mean that the end was reached.</returns>
    /// <remarks>
    /// <para>No transaction may stay open afterwards. A row that is committed late, with a lower sequence than one read already, is
    /// found after the next <see cref="Rewind"/>.</para>
    /// <para>A row with an ordering key is returned only when no row of its key is stored at or before the place where the read began: what was skipped
    /// there, or committed late, or is still on its way, comes first. Nor is it while a dead letter of the sending side blocks its key
    /// (<see cref="IDeadLetterStore.ReadBlockedKeysAsync"/>).</para>
    /// </remarks>
    Task<IReadOnlyList<OutboxRecord>> ReadNextAsync(
        int limit, IReadOnlyCollection<string> withoutKeys, CancellationToken cancellationToken);

    /// <summary>Tells whether a row belongs to the share that is read under this lease now. Safe for use from several threads.</summary>
    bool Holds(OutboxKey key);

    /// <summary>Lets the next read begin with the oldest row again. Rows in flight come again; the engine skips them.</summary>
    void Rewind();
}
