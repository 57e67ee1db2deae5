using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Writes the number of each greeting.</summary>
internal sealed class GreetingBook(DurableContext context) : IGreetings
{
    public async Task GreetedAsync(Greeted greeted, CancellationToken cancellationToken = default)
    {
        Assert.Equal((2.50m, "grüße"), (greeted.Amount, greeted.Text));
        await using var insert = context.CreateCommand($"insert into notes (number) values ({greeted.Number})");
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
