using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>The outbox in SQLite. No lanes: one process dispatches a file.</summary>
/// <remarks>What the dispatcher writes is only repeated if a power failure takes it, so those commits are not synced.</remarks>
internal sealed class SqliteOutboxStore(SqliteMessageStore store, string lockPath) : IOutboxStore, IDisposable
{
    private const int LargestExactCount = 10_000;

    private const string Columns =
        "message_id, destination, message_type, content_type, body, headers, flags, attempts, created_at, ordering_key, expires_at";

    private readonly SemaphoreSlim _relaxedTurn = new(1, 1);
    private StoreConnection? _relaxed;

    /// <inheritdoc/>
    public Task AppendAsync(
        DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Append(transaction, messages);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Append(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            using var command = transaction.CreateCommand(message.DueAt is null
                ? $"""
                  INSERT INTO resile_outbox (seq, {Columns})
                  VALUES ($place, $id, $destination, $type, $contentType, $body, $headers, $flags, 0, $createdAt, $key, $expiresAt)
                  """
                : $"""
                  INSERT INTO resile_outbox_due (due_at, {Columns})
                  VALUES ($dueAt, $id, $destination, $type, $contentType, $body, $headers, $flags, 0, $createdAt, $key, $expiresAt)
                  """);
            if (message.DueAt is { } dueAt)
            {
                command.With("$dueAt", dueAt);
            }
            else
            {
                command.With("$place", message.Place);
            }

            command
                .With("$id", message.MessageId)
                .With("$destination", message.Destination.ToString())
                .With("$type", message.MessageType)
                .With("$contentType", message.ContentType)
                .With("$body", message.Body)
                .With("$headers", message.Headers)
                .With("$flags", (int)message.Flags)
                .With("$createdAt", message.CreatedAt)
                .With("$key", message.OrderingKey)
                .With("$expiresAt", message.ExpiresAt)
                .ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public Task<bool> CancelAsync(DbTransaction transaction, Guid messageId, CancellationToken cancellationToken)
    {
        // A message that failed and waits for its next attempt is on its way already: it cannot be called back.
        using var command = transaction.CreateCommand("DELETE FROM resile_outbox_due WHERE message_id = $id AND attempts = 0");
        return Task.FromResult(command.With("$id", messageId).ExecuteNonQuery() > 0);
    }

    /// <inheritdoc/>
    public Task<IOutboxLease?> TryAcquireAsync(Guid node, TimeSpan duration, CancellationToken cancellationToken) =>
        Task.FromResult<IOutboxLease?>(SqliteOutboxLease.TryAcquire(store, lockPath));

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyList<OutboxKey> keys, CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                var sequences = $"[{string.Join(',', keys.Select(static key => key.Sequence.ToString(CultureInfo.InvariantCulture)))}]";
                using var command = transaction.CreateCommand(
                    "DELETE FROM resile_outbox WHERE seq IN (SELECT value FROM json_each($sequences))");
                return command.With("$sequences", sequences).ExecuteNonQuery();
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task DeferAsync(IReadOnlyList<OutboxDeferral> deferrals, CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                foreach (var deferral in deferrals)
                {
                    using var copy = transaction.CreateCommand(
                        """
                        INSERT INTO resile_outbox_due (due_at, message_id, destination, message_type, content_type, body, headers,
                            flags, attempts, created_at, ordering_key, expires_at)
                        SELECT $dueAt, message_id, destination, message_type, content_type, body, headers, flags, $attempts, created_at,
                            ordering_key, expires_at
                        FROM resile_outbox WHERE seq = $seq
                        """);
                    copy.With("$dueAt", deferral.DueAt).With("$attempts", deferral.Attempts).With("$seq", deferral.Key.Sequence)
                        .ExecuteNonQuery();
                    Delete(transaction, deferral.Key);
                }

                return deferrals.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> PromoteAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        // Looking costs no write lock, and most often there is nothing.
        var next = ReadNextDue();
        if (next is null || next > now)
        {
            return next;
        }

        await WriteAsync(transaction => Promote(transaction, now, limit), cancellationToken).ConfigureAwait(false);
        return ReadNextDue();
    }

    /// <inheritdoc/>
    public Task BuryAsync(IReadOnlyList<OutboxBurial> burials, CancellationToken cancellationToken) =>
        WriteAsync(
            transaction =>
            {
                foreach (var burial in burials)
                {
                    using var copy = transaction.CreateCommand(
                        """
                        INSERT OR REPLACE INTO resile_dead_letter (side, consumer, destination, message_id, message_type, content_type,
                            body, headers, flags, attempts, reason, error, created_at, died_at, ordering_key, place)
                        SELECT 0, '', destination, message_id, message_type, content_type, body, headers, flags, $attempts, $reason,
                            $error, created_at, $at, ordering_key, CASE WHEN ordering_key IS NOT NULL THEN seq END
                        FROM resile_outbox WHERE seq = $seq
                        """);
                    copy.With("$attempts", burial.Attempts).With("$reason", burial.Reason).With("$error", burial.Error)
                        .With("$at", burial.At).With("$seq", burial.Key.Sequence).ExecuteNonQuery();
                    Delete(transaction, burial.Key);
                }

                return burials.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<OutboxStatistics> ReadStatisticsAsync(CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT
                (SELECT count(*) FROM (SELECT 1 FROM resile_outbox LIMIT $limit)),
                (SELECT coalesce(max(seq) - min(seq) + 1, 0) FROM resile_outbox),
                (SELECT created_at FROM resile_outbox ORDER BY seq LIMIT 1),
                (SELECT count(*) FROM resile_outbox_due),
                (SELECT min(created_at) FROM resile_outbox_due)
            """;
        command.With("$limit", LargestExactCount);
        using var reader = command.ExecuteReader();
        reader.Read();
        var counted = reader.GetInt64(0);
        var ready = counted < LargestExactCount ? counted : reader.GetInt64(1);
        var deferred = reader.GetInt64(3);
        return Task.FromResult(new OutboxStatistics(ready + deferred, deferred, Oldest(reader)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _relaxed?.Dispose();
        _relaxedTurn.Dispose();
    }

    private static DateTimeOffset? Oldest(SqliteDataReader reader)
    {
        DateTimeOffset? ready = reader.IsDBNull(2) ? null : reader.GetMoment(2);
        DateTimeOffset? deferred = reader.IsDBNull(4) ? null : reader.GetMoment(4);
        return ready is null || deferred < ready ? deferred : ready;
    }

    private static int Promote(SqliteTransaction transaction, DateTimeOffset now, int limit)
    {
        using var copy = transaction.CreateCommand(
            $"""
            INSERT INTO resile_outbox ({Columns})
            SELECT {Columns} FROM resile_outbox_due WHERE due_at <= $now ORDER BY due_at, id LIMIT $limit
            """);
        copy.With("$now", now).With("$limit", limit).ExecuteNonQuery();
        using var delete = transaction.CreateCommand(
            """
            DELETE FROM resile_outbox_due
            WHERE id IN (SELECT id FROM resile_outbox_due WHERE due_at <= $now ORDER BY due_at, id LIMIT $limit)
            """);
        return delete.With("$now", now).With("$limit", limit).ExecuteNonQuery();
    }

    private static void Delete(SqliteTransaction transaction, OutboxKey key)
    {
        using var delete = transaction.CreateCommand("DELETE FROM resile_outbox WHERE seq = $seq");
        delete.With("$seq", key.Sequence).ExecuteNonQuery();
    }

    private DateTimeOffset? ReadNextDue()
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT min(due_at) FROM resile_outbox_due";
        return command.ReadMoment();
    }

    private async Task WriteAsync(Func<SqliteTransaction, int> write, CancellationToken cancellationToken)
    {
        await _relaxedTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _relaxed ??= store.Open(Durability.Relaxed);
            using var transaction = await SqliteMessageStore.BeginAsync(_relaxed, cancellationToken).ConfigureAwait(false);
            write(transaction);
            transaction.Commit();
        }
        finally
        {
            _relaxedTurn.Release();
        }
    }
}
