using System.Globalization;
using Resile.Generated.Tests.Contracts.Messaging;
using Resile.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Answers questions, and writes each down before it does.</summary>
internal sealed class StockClerk(DurableContext context) : IStockQuestions
{
    public async Task<StockLevel> LevelAsync(string product, CancellationToken cancellationToken = default)
    {
        await NoteAsync(cancellationToken);
        return product == "poison" ? throw new InvalidOperationException("We do not keep poison.") : new StockLevel(product, product.Length);
    }

    public async ValueTask<decimal> ValueAsync(StockValued asked)
    {
        await NoteAsync(CancellationToken.None);
        return asked.Price * 2;
    }

    public async Task<StockLevel?> FindAsync(int shelf, CancellationToken cancellationToken = default)
    {
        await NoteAsync(cancellationToken);
        return shelf == 7 ? new StockLevel("chai", 7) : null;
    }

    public Task AskedAsync(string product) => NoteAsync(CancellationToken.None);

    private async Task NoteAsync(CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO questions (number) VALUES ({context.Attempt})"));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
