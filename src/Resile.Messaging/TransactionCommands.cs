using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Resile.Messaging;

/// <summary>Makes commands that belong to a transaction, whatever the provider.</summary>
internal static class TransactionCommands
{
    /// <summary>Makes a command.</summary>
    /// <exception cref="DurableMessageException">The transaction has ended.</exception>
    [SuppressMessage("Security", "CA2100", Justification = "The text is the caller's own; values go into parameters.")]
    public static DbCommand CreateCommand(this DbTransaction transaction, string sql)
    {
        var connection = transaction.Connection ?? throw new DurableMessageException(
            "The transaction has ended: it was committed, rolled back or disposed before the command was made.");
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
