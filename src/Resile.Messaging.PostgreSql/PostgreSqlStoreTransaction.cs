using System.Data;
using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>A transaction with a connection of its own: the server lets those of many connections share one write to its log.</summary>
internal sealed class PostgreSqlStoreTransaction(NpgsqlDataSource dataSource, PostgreSqlOutbox outbox, NpgsqlTransaction transaction) : IStoreTransaction
{
    // A pooler between us and the server invents process ids of its own; the rest keeps us from ending a stranger's session.
    private const string EndSession =
        """
        SELECT pg_terminate_backend(pid, $2) FROM pg_stat_activity
        WHERE pid = $1 AND usename = current_user AND datname = current_database() AND xact_start IS NOT NULL
        """;

    private static readonly TimeSpan FenceLimit = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection = transaction.Connection!;

    public DbTransaction Transaction => transaction;

    /// <remarks>Npgsql would read the answer of the command that is under way as its own.</remarks>
    public bool IsBusy => (_connection.FullState & (ConnectionState.Executing | ConnectionState.Fetching)) != 0;

    public void Enter()
    {
        // Nobody else uses this connection.
    }

    public Task<IReadOnlyList<OutboxKey>> CommitAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) =>
        outbox.CommitAsync(transaction, messages, cancellationToken);

    public async ValueTask FenceAsync(CancellationToken cancellationToken)
    {
        if ((_connection.FullState & ConnectionState.Open) == 0)
        {
            return;
        }

        var ended = false;
        try
        {
            // The server ends the session; whoever waits for its answer here gets an error, and the pool gets nothing back.
            using var command = dataSource.CreateCommand(EndSession).With(_connection.ProcessID).With((long)FenceLimit.TotalMilliseconds);
            ended = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
        finally
        {
            if (!ended)
            {
                dataSource.Clear();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using (_connection.ConfigureAwait(false))
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
    }
}
