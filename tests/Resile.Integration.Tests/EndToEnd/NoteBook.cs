using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Writes each note into a table that would show a repetition.</summary>
internal sealed class NoteBook(DurableContext context) : INotes
{
    public async Task NotedAsync(Noted noted, CancellationToken cancellationToken = default)
    {
        await using var insert = context.CreateCommand($"insert into notes (number) values ({noted.Number})");
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
