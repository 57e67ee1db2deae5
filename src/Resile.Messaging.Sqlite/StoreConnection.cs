using System.Data;
using Microsoft.Data.Sqlite;

namespace Resile.Messaging.Sqlite;

/// <summary>A connection that gives its turn to write back as soon as its transaction has ended, however it ended.</summary>
internal sealed class StoreConnection(string connectionString, WriteGate gate) : SqliteConnection(connectionString)
{
    // Handlers may make up texts without end.
    private const int MostCompiled = 64;

    private readonly Dictionary<string, StoreCommand> _compiled = new(StringComparer.Ordinal);
    private volatile bool _isClosing;
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

    /// <summary>Makes a command in the present transaction. One of the same text that was disposed before comes again: it is compiled already.</summary>
    public SqliteCommand CreateCommand(string sql)
    {
        StoreCommand? command;
        lock (_compiled)
        {
            _compiled.Remove(sql, out command);
        }

        command ??= new StoreCommand(this) { Connection = this, CommandText = sql };
        command.Transaction = Transaction;
        return command;
    }

    /// <summary>Keeps a command that is being disposed for the next one of its text.</summary>
    /// <returns>Whether it is kept; if not, it is to be disposed.</returns>
    public bool TryKeep(StoreCommand command)
    {
        if (_isClosing || command.IsReading || !ReferenceEquals(command.Connection, this) || State != ConnectionState.Open)
        {
            return false;
        }

        command.Parameters.Clear();
        command.CommandTimeout = DefaultTimeout;
        lock (_compiled)
        {
            return _compiled.Count < MostCompiled && _compiled.TryAdd(command.CommandText, command);
        }
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
        _isClosing = true;
        base.Close();
        EndTurn();
    }
}
