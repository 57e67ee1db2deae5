using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Resile.Messaging.PostgreSql;

/// <summary>Makes and drops the partitions of the inbox, one for each day on which messages were sent.</summary>
/// <remarks>
/// Handlers write into the partitions themselves, so that they hardly ever lock the table above them, which has to be locked alone for a
/// drop; and a drop gives way. Whoever makes or drops takes a lock of the schema's first: any number of nodes may do so at once.
/// </remarks>
internal sealed class InboxDays(NpgsqlDataSource dataSource, string schema)
{
    private const string Prefix = "inbox_";
    private const string Format = "yyyyMMdd";
    private const int MadeAhead = 3;

    // Nodes whose clocks disagree do not agree on which message is too old either.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    // Longer than any retention, and further ahead than clocks go wrong: other days are somebody's invention, and not worth a table.
    private static readonly TimeSpan LongestPast = TimeSpan.FromDays(367);
    private static readonly TimeSpan LongestFuture = TimeSpan.FromDays(2);

    private readonly ConcurrentDictionary<DateOnly, string> _known = new();

    /// <summary>Gets the partition of a message, which is made where there is none.</summary>
    /// <returns>Its name; null when the moment is beyond all reason.</returns>
    public async ValueTask<string?> FindAsync(DateTimeOffset sentAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (sentAt < now - LongestPast || sentAt > now + LongestFuture)
        {
            return null;
        }

        var day = DayOf(sentAt);
        return _known.TryGetValue(day, out var table) ? table : await MakeAsync(day, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Learns that a partition is gone.</summary>
    public void Forget(DateTimeOffset sentAt) => _known.TryRemove(DayOf(sentAt), out _);

    /// <summary>Makes the partitions of today and of the next days.</summary>
    public async Task MakeAheadAsync(CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand("SELECT (now() AT TIME ZONE 'UTC')::date");
        var today = (DateOnly)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        for (var day = today; day < today.AddDays(MadeAhead); day = day.AddDays(1))
        {
            if (!_known.ContainsKey(day))
            {
                await MakeAsync(day, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Drops the partitions of which every message is too old to be handled.</summary>
    public async Task DropAsync(DateTimeOffset sentBefore, CancellationToken cancellationToken)
    {
        foreach (var day in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) + Margin <= sentBefore)
            {
                _known.TryRemove(day, out _);
                await DropAsync(day, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    private static string NameOf(DateOnly day) => Prefix + day.ToString(Format, CultureInfo.InvariantCulture);

    private async ValueTask<string> MakeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var table = NameOf(day);

        // To make it in one step would lock the table above it against everybody.
        await ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS $schema.{table} (LIKE $schema.inbox INCLUDING ALL);
            DO $make$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = '$schema.{table}'::regclass) THEN
                ALTER TABLE $schema.inbox ATTACH PARTITION $schema.{table} FOR VALUES FROM ('{day:yyyy-MM-dd}') TO ('{day.AddDays(1):yyyy-MM-dd}');
              END IF;
            END $make$;
            """,
            cancellationToken).ConfigureAwait(false);
        _known[day] = table;
        return table;
    }

    private async Task DropAsync(DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync($"SET LOCAL lock_timeout = '200ms'; DROP TABLE IF EXISTS $schema.{NameOf(day)};", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // Somebody uses it; the next cleaning, here or in another node, finds it again.
        }
    }

    private async Task<IReadOnlyList<DateOnly>> ListAsync(CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(
            "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1)")
            .With($"\"{schema}\".inbox");
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (DateOnly.TryParseExact(reader.GetString(0).AsSpan(Prefix.Length), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                days.Add(day);
            }
        }

        return days;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var connectionDisposal = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var transactionDisposal = transaction.ConfigureAwait(false);
        using (var wait = Commands.Create(transaction, "SELECT pg_advisory_xact_lock(hashtext('resile.messaging.inbox'), hashtext($1))").With(schema))
        {
            await wait.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        using var command = Commands.Create(transaction, Sql.In(schema, sql));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
