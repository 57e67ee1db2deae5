using System.Globalization;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Hangs in a command at the first call for note 0, for longer than it may and deaf to its token; then tries to write.</summary>
internal sealed class StubbornNotes(DurableContext context, StubbornNotes.Calls calls) : INotes
{
    public async Task NotedAsync(Noted noted, CancellationToken cancellationToken = default)
    {
        if (noted.Number == 0 && Interlocked.Increment(ref calls.Count) == 1)
        {
            try
            {
                await ExecuteAsync("select pg_sleep(8)");
                await ExecuteAsync("insert into notes (number) values (0)");
            }
            catch (Exception exception)
            {
                calls.Ended.TrySetResult(exception);
                throw;
            }

            calls.Ended.TrySetResult(null);
        }

        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into notes (number) values ({noted.Number})"));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = context.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    internal sealed class Calls
    {
        public int Count;

        public TaskCompletionSource<Exception?> Ended { get; } = new();
    }
}
