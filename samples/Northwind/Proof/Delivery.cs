using Northwind.Running;

namespace Northwind.Proof;

/// <summary>What became of the messages, as the databases show it.</summary>
/// <param name="Placed">Orders that the storefront stored.</param>
/// <param name="Billed">Orders with a ledger entry.</param>
/// <param name="Shipped">Orders with a shipment.</param>
/// <param name="Lost">Orders that were stored, and never billed or never shipped.</param>
/// <param name="Repeated">Ledger entries and shipments beyond one an order.</param>
/// <param name="Restarts">The restarts, by the rung of the ladder.</param>
/// <param name="Retries">Calls and messages that were tried again.</param>
internal sealed record Delivery(long Placed, long Billed, long Shipped, long Lost, long Repeated, Rungs Restarts, long Retries)
{
    /// <summary>Reads the databases.</summary>
    public static async Task<Delivery> ReadAsync(IStage stage, Tallies tallies, CancellationToken cancellationToken)
    {
        var placed = await stage.Databases[Role.Storefront].ReadAsync("select order_id from orders", static row => row.GetInt32(0), cancellationToken);
        var billed = await stage.Databases[Role.Billing].ReadAsync("select order_id from ledger", static row => row.GetInt32(0), cancellationToken);
        var shipped = await stage.Databases[Role.Shipping].ReadAsync("select order_id from shipments", static row => row.GetInt32(0), cancellationToken);
        var (billedOnce, shippedOnce) = (billed.ToHashSet(), shipped.ToHashSet());
        return new Delivery(
            placed.Count,
            billedOnce.Count,
            shippedOnce.Count,
            placed.Count(order => !billedOnce.Contains(order) || !shippedOnce.Contains(order)),
            billed.Count - billedOnce.Count + shipped.Count - shippedOnce.Count,
            Rungs.Of(tallies),
            tallies.Sum(Tally.CallRetries) + tallies.Sum(Tally.MessageRetries));
    }

    public override string ToString() =>
        $"proof: billed {Billed} shipped {Shipped} lost {Lost} repeated {Repeated} restarts {Restarts.All} retries {Retries} rungs {Restarts}";
}
