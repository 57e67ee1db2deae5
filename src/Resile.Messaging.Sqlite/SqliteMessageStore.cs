using System.Data.Common;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>Keeps messages in a SQLite file, in tables whose names begin with <c>resile_</c>.</summary>
/// <remarks>
/// SQLite has one writer at a time. Writers of this process queue for their turn without blocking threads; writers elsewhere (your
/// own connections, other processes) are waited for by SQLite itself.
/// </remarks>
internal sealed class SqliteMessageStore : IMessageStore, IDisposable
{
    private readonly string _path;
    private readonly string _connectionString;
    private readonly WriteGate _gate = new();
    private readonly SqliteOutboxStore _outbox;
    private readonly CommitSharing _sharing;

    /// <summary>Initializes the store; opens nothing.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="time">Tells how long a commit has been waited for.</param>
    public SqliteMessageStore(string path, TimeProvider time)
    {
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        _sharing = new CommitSharing(this, time);
        _outbox = new SqliteOutboxStore(this, path + "-dispatcher");
        Inbox = new SqliteInboxStore(this);
        Redeliveries = new SqliteRedeliveryStore(this);
        DeadLetters = new SqliteDeadLetterStore(this);
    }

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public IOutboxStore Outbox => _outbox;

    /// <inheritdoc/>
    public IInboxStore Inbox { get; }

    /// <inheritdoc/>
    public IRedeliveryStore Redeliveries { get; }

    /// <inheritdoc/>
    public IDeadLetterStore DeadLetters { get; }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        using var connection = Open(Durability.Full);
        await SchemaVersions.UpgradeAsync(this, connection, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<DbConnection>(Open(Durability.Full));
    }

    /// <inheritdoc/>
    public async ValueTask<DbTransaction> BeginTransactionAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await BeginAsync((StoreConnection)connection, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OutboxKey>> CommitAsync(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        await _outbox.AppendAsync(transaction, messages, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);

        // Reading a row costs this store a few microseconds, and no journey.
        return [];
    }

    /// <inheritdoc/>
    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => _sharing.BeginAsync(cancellationToken);

    /// <inheritdoc/>
    public void Verify(DbTransaction transaction)
    {
        if (transaction is not SqliteTransaction { Connection: { } connection })
        {
            throw new DurableMessageException(
                $"The transaction ({transaction.GetType()}) is not an open SQLite transaction. Enlist one that was begun on '{_path}'.");
        }

        // SQLite resolves links when it opens a file, so the names of two open connections can be compared.
        using var own = Open(Durability.Full);
        if (!string.Equals(connection.DataSource, own.DataSource, StringComparison.Ordinal))
        {
            throw new DurableMessageException(
                $"The transaction is on '{connection.DataSource}', the message store on '{own.DataSource}'. A message that is committed "
                + "elsewhere would never be sent: begin the transaction on the store's file.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outbox.Dispose();
        _gate.Dispose();
    }

    /// <summary>Opens a connection whose commits last as long as asked.</summary>
    internal StoreConnection Open(Durability durability)
    {
        // A relaxed connection must not come back from the pool as somebody's durable one.
        var connection = new StoreConnection(
            durability == Durability.Full ? _connectionString : _connectionString + ";Pooling=False", _gate);
        try
        {
            connection.Open();
            connection.Execute(durability == Durability.Full
                ? "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;"
                : "PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Waits for this process's turn to write, then begins a transaction that holds SQLite's write lock from the start.</summary>
    internal static async ValueTask<SqliteTransaction> BeginAsync(StoreConnection connection, CancellationToken cancellationToken)
    {
        await connection.WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return connection.BeginTransaction(deferred: false);
        }
        catch
        {
            connection.EndTurn();
            throw;
        }
    }
}
