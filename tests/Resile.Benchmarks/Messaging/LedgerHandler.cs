using Microsoft.Data.Sqlite;
using Resile.Messaging;

namespace Resile.Benchmarks.Messaging;

/// <summary>Writes one row for each entry.</summary>
internal sealed class LedgerHandler(DurableContext context) : ILedgerEvents
{
    public const string Insert = "INSERT INTO ledger (number, text) VALUES ($number, $text)";

    public async Task BookedAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        await using var insert = (SqliteCommand)context.CreateCommand(Insert);
        insert.Parameters.AddWithValue("$number", entry.Number);
        insert.Parameters.AddWithValue("$text", entry.Text);
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
