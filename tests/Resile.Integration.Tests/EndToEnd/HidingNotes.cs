using System.Globalization;
using Npgsql;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Keeps an error of the database to itself at its first attempt: the server has aborted the transaction, and it returns as if all were well.</summary>
internal sealed class HidingNotes(DurableContext context) : INotes
{
    public async Task NotedAsync(Noted noted, CancellationToken cancellationToken = default)
    {
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into notes (number) values ({noted.Number})"), cancellationToken);
        if (context.Attempt == 1)
        {
            try
            {
                await ExecuteAsync("insert into no_such_table (number) values (1)", cancellationToken);
            }
            catch (PostgresException)
            {
                // Hidden on purpose.
            }
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
