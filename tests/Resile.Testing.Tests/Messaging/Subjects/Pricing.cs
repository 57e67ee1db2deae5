using Resile.Messaging;

namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>Answers after what the test wants.</summary>
internal sealed class Pricing(DurableContext context, Conduct conduct) : IQuotes
{
    public async Task<decimal> PriceAsync(string product, int quantity, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand($"insert into ledger (what, number) values ('{product}', {quantity})");
        await command.ExecuteNonQueryAsync(cancellationToken);
        await conduct.Inside(quantity, cancellationToken);
        return 2.5m * quantity;
    }
}
