using System.Collections.Concurrent;
using System.Data.Common;
using Resile.Messaging;
using Resile.Recovery;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Leaves code behind that uses its transaction, at the first attempt at each note.</summary>
internal sealed class CarelessNoteBook(DurableContext context, CarelessNoteBook.Leftovers leftovers) : INotes
{
    /// <summary>The number that the code left behind writes, and that must never be found.</summary>
    public const int Stray = 1_000;

    public async Task NotedAsync(Noted noted, CancellationToken cancellationToken = default)
    {
        if (context.Attempt == 1)
        {
            leftovers.Running.Add(leftovers.Carelessness == Carelessness.WasAbandoned
                ? Task.Run(() => WriteOnAsync(context.Connection), CancellationToken.None)
                : WriteSlowlyAsync(context.Connection));
            switch (leftovers.Carelessness)
            {
                case Carelessness.Throws:
                    throw new InvalidDataException("The page is torn (on purpose).");
                case Carelessness.Returns:
                    return;
                default:
                    throw new OutcomeUnknownException("Book", "Write", 1);
            }
        }

        await using var insert = context.CreateCommand($"insert into notes (number) values ({noted.Number})");
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteSlowlyAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"insert into notes (number) values ({Stray}); select pg_sleep(60)";
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static async Task WriteOnAsync(DbConnection connection)
    {
        while (true)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"insert into notes (number) values ({Stray})";
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>What was left behind.</summary>
    internal sealed record Leftovers(Carelessness Carelessness)
    {
        public ConcurrentBag<Task> Running { get; } = [];
    }
}
