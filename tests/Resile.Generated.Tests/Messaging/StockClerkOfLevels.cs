using Resile.Generated.Tests.Contracts.Messaging;
using Resile.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Answers one question alone, and counts how often it was asked.</summary>
internal sealed class StockClerkOfLevels(DurableContext context) : IStockQuestionsLevelHandler
{
    /// <summary>Gets or sets how often; one test uses it.</summary>
    public static int Calls { get; set; }

    public Task<StockLevel> LevelAsync(string product, CancellationToken cancellationToken = default)
    {
        Calls++;
        return new StockClerk(context).LevelAsync(product, cancellationToken);
    }
}
