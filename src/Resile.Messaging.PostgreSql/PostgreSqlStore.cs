using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>Keeps durable messages in a schema of a PostgreSQL database.</summary>
internal sealed class PostgreSqlStore : IMessageStore, IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly bool _ownsDataSource;
    private readonly string _schema;
    private readonly bool _managesSchema;
    private readonly ConcurrentDictionary<(string Server, string Database), bool> _verified = new();
    private readonly PostgreSqlInbox _inbox;
    private readonly PostgreSqlOutbox _outbox;
    private Guid _mark;

    public PostgreSqlStore(IOptions<PostgreSqlOptions> options)
    {
        (_schema, _managesSchema) = (options.Value.Schema, options.Value.ManagesSchema);
        _ownsDataSource = options.Value.DataSource is null;
        _dataSource = options.Value.DataSource ?? NpgsqlDataSource.Create(options.Value.ConnectionString!);
        _outbox = new PostgreSqlOutbox(_dataSource, _schema);
        _inbox = new PostgreSqlInbox(_dataSource, _schema, _managesSchema);
        Redeliveries = new PostgreSqlRedeliveries(_dataSource, _schema);
        DeadLetters = new PostgreSqlDeadLetters(_dataSource, _schema);
    }

    public string Name => "postgresql";

    public IOutboxStore Outbox => _outbox;

    public IInboxStore Inbox => _inbox;

    public IRedeliveryStore Redeliveries { get; }

    public IDeadLetterStore DeadLetters { get; }

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        _mark = await Schema.InitializeAsync(_dataSource, _schema, _managesSchema, cancellationToken).ConfigureAwait(false);
        await _inbox.MakeAheadAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public ValueTask<DbTransaction> BeginTransactionAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public Task<IReadOnlyList<OutboxKey>> CommitAsync(
        DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) =>
        _outbox.CommitAsync((NpgsqlTransaction)transaction, messages, cancellationToken);

    public async ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new PostgreSqlStoreTransaction(
                _dataSource, _outbox, await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Verify(DbTransaction transaction)
    {
        if (transaction is not NpgsqlTransaction npgsql)
        {
            throw new DurableMessageException(
                $"The transaction is a {transaction.GetType().Name}, but durable messages are kept in PostgreSQL. "
                + "Send in an NpgsqlTransaction of the same database.");
        }

        if (HasEnded(npgsql) || npgsql.Connection is not { } connection)
        {
            throw new DurableMessageException(
                "The transaction has ended already. Send before it is committed or rolled back.");
        }

        // Server and database rarely differ from call to call, so that asking the database about them is paid once.
        var place = (connection.DataSource, connection.Database);
        if (_verified.ContainsKey(place))
        {
            return;
        }

        if (ReadOwnMark() != ReadMark(connection))
        {
            throw new DurableMessageException(
                $"The transaction belongs to the database '{connection.Database}' on {connection.DataSource}, which does not hold "
                + $"this outbox (schema '{_schema}'): the message would never be sent. Send in a transaction of the store's database.");
        }

        _verified[place] = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_ownsDataSource)
        {
            await _dataSource.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (_ownsDataSource)
        {
            _dataSource.Dispose();
        }
    }

    /// <summary>Npgsql tells only by refusing to answer; a command would run all the same, in no transaction.</summary>
    private static bool HasEnded(NpgsqlTransaction transaction)
    {
        try
        {
            _ = transaction.IsolationLevel;
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>Gets this store's mark. Who enlists before the host has started waits for the tables, once.</summary>
    private Guid ReadOwnMark()
    {
        if (_mark == Guid.Empty)
        {
            Task.Run(() => InitializeAsync(CancellationToken.None)).GetAwaiter().GetResult();
        }

        return _mark;
    }

    /// <summary>Reads the store's mark through the caller's connection, without an error where there is none: an error would
    /// abort the caller's transaction.</summary>
    private Guid? ReadMark(NpgsqlConnection connection)
    {
        using var find = new NpgsqlCommand("SELECT to_regclass($1)::text", connection).With($"\"{_schema}\".store");
        if (find.ExecuteScalar() is not string)
        {
            return null;
        }

        using var read = new NpgsqlCommand(Sql.In(_schema, "SELECT mark FROM $schema.store"), connection);
        return (Guid?)read.ExecuteScalar();
    }
}
