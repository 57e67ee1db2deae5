using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

/// <summary>Writes an effect for each booking and note, then does what the test wants.</summary>
internal sealed class Bookkeeping(DurableContext context, BookkeepingFaults faults) : IAccountEvents
{
    public Task BookedAsync(Booked booked, CancellationToken cancellationToken) => WriteAsync(booked.Account, booked.Number);

    public Task NotedAsync(Noted noted, CancellationToken cancellationToken) => WriteAsync(noted.Account, noted.Number);

    private async Task WriteAsync(string account, int number)
    {
        await using var command = context.CreateCommand("INSERT INTO effects (name, order_id) VALUES ($name, $id)");
        command.AddParameter("$name", account);
        command.AddParameter("$id", number);
        await command.ExecuteNonQueryAsync();
        await Task.Yield();
        faults.Inside?.Invoke(account, number);
    }
}
