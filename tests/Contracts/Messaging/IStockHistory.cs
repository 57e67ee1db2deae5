namespace Resile.Generated.Tests.Contracts.Messaging;

/// <summary>A contract that has changed: members were added, renamed and retyped, and one message has another name.</summary>
[DurableMessage, Retired("LostAsync")]
public interface IStockHistory
{
    /// <summary>Says that stock was counted.</summary>
    Task CountedAsync(StockCounted counted, CancellationToken cancellationToken = default);

    /// <summary>Says that stock was moved.</summary>
    [RenamedFrom("Resile.Generated.Tests.Contracts.Messaging:StockHistoryMoved")]
    Task ShiftedAsync(
        string product, [RenamedFrom("amount")] int quantity, [Since(2, Default = "main")] string shelf, CancellationToken cancellationToken = default);

    /// <summary>Asks for the lots of a product.</summary>
    [Request(Timeout = "00:00:10")]
    Task<IReadOnlyList<StockLot>> LotsAsync([Since(2, Default = "all")] string product);
}

/// <summary>Stock was counted.</summary>
/// <param name="Product">What was counted.</param>
/// <param name="Lots">What is there.</param>
/// <param name="Shelves">What is on each shelf.</param>
[RenamedFrom("Acme.Stock:Counted"), Retired("counter")]
public sealed record StockCounted(
    [property: OrderingKey, RenamedFrom("article")] string Product, IReadOnlyList<StockLot> Lots, IReadOnlyDictionary<string, StockLot>? Shelves = null)
{
    /// <summary>Gets why it was counted.</summary>
    [Since(2, Default = StockReason.Yearly)]
    public StockReason Reason { get; init; }
}

/// <summary>Why stock is counted.</summary>
public enum StockReason
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>It is counted every year.</summary>
    Yearly,
}

/// <summary>Some of a product.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Weight">What it weighs.</param>
public sealed record StockLot(string Code, StockWeight Weight)
{
    [Upcaster]
    internal static StockLot FromGrams(StockLotInGrams old) => new(old.Code, new StockWeight(old.Weight / 1000m, "kg"));
}

/// <summary>What something weighs.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">Of what.</param>
public sealed record StockWeight(decimal Value, string Unit);

internal sealed record StockLotInGrams(string Code, int Weight);
