using Resile.Messaging.Contracts;

namespace Resile.Generated.Tests.Messaging;

/// <summary>What a service of the first version sends and answers: the names on the wire of old, and the shapes of old.</summary>
internal sealed class OldStockHistory(IMessageSender sender)
{
    private const string Space = "Resile.Generated.Tests.Contracts.Messaging:";

    private static readonly MessageDefinition<Counted> Definition = new("StockHistory", "CountedAsync", "urn:message:Acme.Stock:Counted", "Acme.Stock:Counted");

    private static readonly MessageDefinition<Moved> MovedDefinition = new(
        "StockHistory", "MovedAsync", $"urn:message:{Space}StockHistoryMoved", Space + "StockHistoryMoved");

    private static readonly RequestDefinition<Lots, IReadOnlyList<Lot>> LotsDefinition = new(
        "StockHistory", "LotsAsync", $"urn:message:{Space}StockHistoryLots", Space + "StockHistoryLots", $"urn:message:{Space}StockHistoryLotsReply", TimeSpan.FromSeconds(10))
    {
        IsWrapped = true,
    };

    // A caller of old that reads of an answer what has not changed.
    private static readonly RequestDefinition<Lots, IReadOnlyList<Coded>> AskDefinition = new(
        "StockHistory", "LotsAsync", $"urn:message:{Space}StockHistoryLots", Space + "StockHistoryLots", $"urn:message:{Space}StockHistoryLotsReply", TimeSpan.FromSeconds(10))
    {
        IsWrapped = true,
    };

    /// <summary>Gets the map of a handler of old.</summary>
    public static HandlerMap<IOldClerk> Map { get; } = new HandlerMap<IOldClerk>("OldStockHistory")
        .On(LotsDefinition, static (handler, _, _) => handler.LotsAsync());

    public Task CountAsync(Counted counted, CancellationToken cancellationToken) => sender.SendAsync(Definition, counted, cancellationToken);

    public Task MoveAsync(Moved moved, CancellationToken cancellationToken) => sender.SendAsync(MovedDefinition, moved, cancellationToken);

    public Task<IReadOnlyList<Coded>> AskAsync(CancellationToken cancellationToken) => sender.RequestAsync(AskDefinition, new Lots(), cancellationToken);

    /// <summary>Answers as of old.</summary>
    internal interface IOldClerk
    {
        ValueTask<IReadOnlyList<Lot>> LotsAsync();
    }

    internal sealed class OldClerk : IOldClerk
    {
        public ValueTask<IReadOnlyList<Lot>> LotsAsync() => new([new Lot("a", 1500)]);
    }

    internal sealed record Counted(string Article, Lot[] Lots, Dictionary<string, Lot> Shelves, string Counter);

    internal sealed record Lot(string Code, int Weight);

    internal sealed record Moved(string Product, int Amount);

    internal sealed record Coded(string Code);

    internal sealed record Lots;
}
