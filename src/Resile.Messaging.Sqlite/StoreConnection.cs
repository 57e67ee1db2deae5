using System.Data;
using Microsoft.Data.Sqlite;

namespace Resile.Messaging.Sqlite;

/// <summary>A connection that gives its turn to write back as soon as its transaction has ended, however it ended.</summary>
internal sealed class StoreConnection(string connectionString, WriteGate gate) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, SqliteCommand> _kept = [];
    private int _hasTurn;

    /// <inheritdoc/>
    protected override SqliteTransaction? Transaction
    {
        get => base.Transaction;
        set
        {
            // The provider sets it when a transaction begins and clears it at commit, rollback and dispose.
            base.Transaction = value;
            if (value is null)
            {
                EndTurn();
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Closed to what a handler left running: others use it by then. The provider asks before every command.</remarks>
    public override ConnectionState State => SharedTransaction.IsOver(this) ? ConnectionState.Closed : base.State;

    /// <summary>Gets a command in the present transaction, without parameters. It is compiled once, and ends with the connection.</summary>
    public SqliteCommand Keep(string sql)
    {
        if (!_kept.TryGetValue(sql, out var command))
        {
            command = CreateCommand();
            command.CommandText = sql;
            _kept.Add(sql, command);
        }

        command.Transaction = Transaction;
        command.Parameters.Clear();
        return command;
    }

    /// <summary>Waits until no other connection of this process writes.</summary>
    public async ValueTask WaitForTurnAsync(CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _hasTurn, 1);
    }

    /// <summary>Gives the turn back, if it has it.</summary>
    public void EndTurn()
    {
        if (Interlocked.Exchange(ref _hasTurn, 0) == 1)
        {
            gate.Leave();
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        base.Close();
        EndTurn();
    }
}
