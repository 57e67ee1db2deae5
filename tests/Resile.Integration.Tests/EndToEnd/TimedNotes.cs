using System.Globalization;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Fails at the first delivery of each note, and counts how many calls run at once; note 0 waits for the test.</summary>
internal sealed class TimedNotes(DurableContext context, TimedNotes.Calls calls) : INotes
{
    public async Task NotedAsync(Noted noted, CancellationToken cancellationToken = default)
    {
        var running = Interlocked.Increment(ref calls.Running);
        lock (calls)
        {
            calls.Most = Math.Max(calls.Most, running);
        }

        try
        {
            await Task.Delay(1, cancellationToken);
            if (context.Delivery == 1)
            {
                throw new InvalidOperationException("Not yet (on purpose).");
            }

            if (noted.Number == 0)
            {
                calls.IsWaiting = true;
                await calls.Go.Task.WaitAsync(cancellationToken);
            }

            await using var insert = context.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"insert into notes (number) values ({noted.Number})"));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref calls.Running);
        }
    }

    /// <summary>What the test sees and says.</summary>
    internal sealed class Calls
    {
        public int Running;

        public int Most { get; set; }

        public bool IsWaiting { get; set; }

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
