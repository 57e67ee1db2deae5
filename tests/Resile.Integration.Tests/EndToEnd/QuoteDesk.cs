using System.Globalization;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Answers, and writes down how many it was asked for; what it refuses is undone.</summary>
internal sealed class QuoteDesk(DurableContext context) : IQuotes
{
    public async Task<Quoted> QuoteAsync(Quote quote, CancellationToken cancellationToken = default)
    {
        await using var insert = context.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"insert into notes (number) values ({quote.Quantity})"));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        if (quote.Product == "slow")
        {
            await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
        }

        return quote.Product == "poison" ? throw new InvalidOperationException("We do not sell poison.") : new Quoted(quote.Product, quote.Quantity * 2.5m);
    }

    public Task<int> CountAsync(QuoteCount asked, CancellationToken cancellationToken = default) => Task.FromResult(asked.Product.Length);
}
