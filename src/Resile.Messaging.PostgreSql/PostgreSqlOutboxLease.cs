using System.Data;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>The lanes that this node publishes.</summary>
/// <remarks>
/// <para>A node is alive while its lease, measured by the database's clock, has not run out <em>and</em> its session holds its
/// advisory lock. The lease covers a node that hangs or is cut off; the lock, which the server drops when a killed process's
/// connection breaks, lets others take over within a heartbeat instead of a lease.</para>
/// <para>Membership changes are serialized by an advisory lock, so that every decision is taken on a state that stays true until
/// it commits. A lane that is to go to another node is read no more for one renewal before it goes, so that what is in flight
/// settles first. Each taking of a lane begins an epoch; who reads in an old one, having slept through the change, finds nothing.</para>
/// </remarks>
internal sealed class PostgreSqlOutboxLease : IOutboxLease
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlConnection _session;
    private readonly LaneStatements _statements;
    private readonly Guid _node;
    private readonly TimeSpan _duration;

    // New for every lease, so that a session that the server still believes in cannot be in the way of its successor.
    private readonly long _sessionNumber = BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0) | 1;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly Lock _lock = new();

    // The lanes that this node reads.
    private readonly SortedDictionary<short, ReadLane> _reading = [];

    // Lanes that are still this node's but are read no more.
    private readonly HashSet<short> _leaving = [];
    private bool _lost;

    private PostgreSqlOutboxLease(
        NpgsqlDataSource dataSource, NpgsqlConnection session, LaneStatements statements, Guid node, TimeSpan duration)
    {
        _dataSource = dataSource;
        _session = session;
        _statements = statements;
        _node = node;
        _duration = duration;
    }

    public static async Task<PostgreSqlOutboxLease?> TryAcquireAsync(
        NpgsqlDataSource dataSource, string schema, Guid node, TimeSpan duration, CancellationToken cancellationToken)
    {
        var session = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var lease = new PostgreSqlOutboxLease(dataSource, session, new LaneStatements(schema), node, duration);
        try
        {
            if (await lease.JoinAsync(cancellationToken).ConfigureAwait(false))
            {
                return lease;
            }
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        // The node's row stays until its lease ends, and tells the others that somebody waits for a share.
        await lease.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A broken session has lost its advisory lock, and with it the lanes.
            if (_lost || _session.FullState != ConnectionState.Open)
            {
                _lost = true;
                return false;
            }

            var transaction = await _session.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            await ExecuteAsync(Command(_statements.Serialize).With(Sql.Milliseconds(_duration / 3)), cancellationToken).ConfigureAwait(false);
            var renew = Command(_statements.Renew).With(_node).With(_sessionNumber).With(_duration);
            if (await ExecuteAsync(renew, cancellationToken).ConfigureAwait(false) == 0)
            {
                _lost = true;
                return false;
            }

            var change = await BalanceAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            Apply(change);
            return true;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public async Task<IReadOnlyList<OutboxRecord>> ReadNextAsync(
        int limit, IReadOnlyCollection<string> withoutKeys, CancellationToken cancellationToken)
    {
        string[] without = [.. withoutKeys];
        var records = new List<OutboxRecord>();
        while (true)
        {
            KeyValuePair<short, ReadLane>[] lanes;
            lock (_lock)
            {
                lanes = [.. _reading];
            }

            if (lanes.Length == 0)
            {
                return records;
            }

            // Twice an even share of each lane holds the oldest rows; when it did not, read on. Of one key, only the first piece holds several.
            var cap = Math.Max(Array.TrueForAll(lanes, static lane => lane.Value.Floor == 0) ? 8 : 1, (2 * (limit - records.Count) / lanes.Length) + 1);
            var before = records.Count;
            var counts = await ReadAsync(records, lanes, cap, limit - before, without, cancellationToken).ConfigureAwait(false);
            if (records.Count >= limit || records.Count == before || !counts.Values.Any(count => count == cap))
            {
                return records;
            }
        }
    }

    public bool Holds(OutboxKey key)
    {
        lock (_lock)
        {
            return !_lost && _reading.ContainsKey((short)key.Lane);
        }
    }

    public void Rewind()
    {
        lock (_lock)
        {
            foreach (var (lane, read) in _reading.ToArray())
            {
                _reading[lane] = read with { Floor = 0 };
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_session.FullState == ConnectionState.Open)
            {
                await ExecuteAsync(Command(_statements.Leave).With(_node).With(_sessionNumber), CancellationToken.None)
                    .ConfigureAwait(false);

                // The pool would keep the session, and with it the lock.
                await ExecuteAsync(Command(_statements.UnlockSession).With(_sessionNumber), CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
        catch (NpgsqlException)
        {
            // The server does it: the lock goes with the session, the lanes with the lock.
        }

        await _session.DisposeAsync().ConfigureAwait(false);
        _renewing.Dispose();
    }

    private async Task<bool> JoinAsync(CancellationToken cancellationToken)
    {
        // The session lock comes first: a row without it would look like a dead node's.
        await ExecuteAsync(Command(_statements.LockSession).With(_sessionNumber), cancellationToken).ConfigureAwait(false);

        var transaction = await _session.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var transactionDisposal = transaction.ConfigureAwait(false);
        await ExecuteAsync(Command(_statements.Serialize).With(Sql.Milliseconds(_duration / 3)), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(Command(_statements.Join).With(_node).With(_sessionNumber).With(_duration), cancellationToken)
            .ConfigureAwait(false);
        var change = await BalanceAsync(cancellationToken).ConfigureAwait(false);
        if (change.Claimed.Count == 0)
        {
            await ExecuteAsync(Command(_statements.Wait).With(_node).With(_sessionNumber), cancellationToken)
                .ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        Apply(change);
        return change.Claimed.Count > 0;
    }

    /// <summary>Claims lanes of nobody, or gives some up, until this node has its fair share.</summary>
    private async Task<LaneChange> BalanceAsync(CancellationToken cancellationToken)
    {
        short[] reading;
        short[] leaving;
        lock (_lock)
        {
            reading = [.. _reading.Keys];
            leaving = [.. _leaving];
        }

        if (leaving.Length > 0)
        {
            await ExecuteAsync(Command(_statements.Release).With(_node).With(leaving), cancellationToken).ConfigureAwait(false);
        }

        using var count = Command(_statements.CountNodes);
        var nodes = (long)(await count.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        var share = (int)((Schema.Lanes + nodes - 1) / nodes);
        if (reading.Length > share)
        {
            return new LaneChange(new Dictionary<short, long>(), leaving, reading[share..]);
        }

        using var claim = Command(_statements.Claim).With(_node).With(reading).With(share - reading.Length);
        var reader = await claim.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        var claimed = new Dictionary<short, long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            claimed.Add(reader.GetInt16(0), reader.GetInt64(1));
        }

        return new LaneChange(claimed, leaving, []);
    }

    private void Apply(LaneChange change)
    {
        lock (_lock)
        {
            _leaving.ExceptWith(change.Released);
            foreach (var lane in change.Leaving)
            {
                _leaving.Add(lane);
                _reading.Remove(lane);
            }

            foreach (var (lane, epoch) in change.Claimed)
            {
                _reading.TryAdd(lane, new ReadLane(epoch, Floor: 0));
            }
        }
    }

    private async Task<Dictionary<short, int>> ReadAsync(
        List<OutboxRecord> records, KeyValuePair<short, ReadLane>[] lanes, int cap, int limit, string[] withoutKeys, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<short, int>();
        using var command = _dataSource.CreateCommand(_statements.Read)
            .With(Parameters.Select(lanes, static lane => lane.Key))
            .With(Parameters.Select(lanes, static lane => lane.Value.Epoch))
            .With(Parameters.Select(lanes, static lane => lane.Value.Floor))
            .With(_node).With(cap).With(limit).With(withoutKeys);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var record = OutboxRows.Read(reader);
            var lane = (short)record.Key.Lane;
            counts[lane] = counts.GetValueOrDefault(lane) + 1;
            records.Add(record);
            lock (_lock)
            {
                if (_reading.TryGetValue(lane, out var read) && read.Floor < record.Key.Sequence)
                {
                    _reading[lane] = read with { Floor = record.Key.Sequence };
                }
            }
        }

        return counts;
    }

    private NpgsqlCommand Command(string sql) => new(sql, _session);

    private static async Task<int> ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A lane that this node reads.</summary>
    /// <param name="Epoch">How often it was taken, until this node took it: who took it after that, ends what this node does with it.</param>
    /// <param name="Floor">The last sequence read of it.</param>
    private readonly record struct ReadLane(long Epoch, long Floor);
}
