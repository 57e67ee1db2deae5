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
/// <param name="Misordered">Ledger entries and shipments that overtook an earlier order of the same customer.</param>
/// <param name="BilledBy">Ledger entries by the process that made them.</param>
/// <param name="WithoutBroker">Orders that were stored while the broker was away.</param>
/// <param name="WithoutBrokerDone">Those of them that were billed and shipped.</param>
internal sealed record Delivery(
    long Placed, long Billed, long Shipped, long Lost, long Repeated, Rungs Restarts, long Retries, long Misordered,
    IReadOnlyDictionary<string, long> BilledBy, long WithoutBroker, long WithoutBrokerDone)
{
    /// <summary>Reads the databases.</summary>
    public static async Task<Delivery> ReadAsync(IStage stage, Tallies tallies, CancellationToken cancellationToken)
    {
        var placed = await EntriesAsync(Role.Storefront, "select order_id, customer_id, number from orders");
        var billed = await EntriesAsync(Role.Billing, "select order_id, customer_id, entry from ledger");
        var shipped = await EntriesAsync(Role.Shipping, "select order_id, customer_id, entry from shipments");
        var billedBy = await stage.Databases[Role.Billing].ReadAsync("select process, count(*) from ledger group by process",
            static row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), cancellationToken);
        var billedOnce = billed.Select(static entry => entry.OrderId).ToHashSet();
        var shippedOnce = shipped.Select(static entry => entry.OrderId).ToHashSet();
        return new Delivery(
            placed.Count,
            billedOnce.Count,
            shippedOnce.Count,
            placed.Count(order => !IsDone(order.OrderId)),
            billed.Count - billedOnce.Count + shipped.Count - shippedOnce.Count,
            Rungs.Of(tallies),
            tallies.Sum(Tally.CallRetries) + tallies.Sum(Tally.MessageRetries),
            Sequence.Misordered(billed, placed) + Sequence.Misordered(shipped, placed),
            billedBy.ToDictionary(),
            stage.PlacedWithoutBroker.Count,
            stage.PlacedWithoutBroker.Count(IsDone));

        bool IsDone(int orderId) => billedOnce.Contains(orderId) && shippedOnce.Contains(orderId);

        Task<List<Entry>> EntriesAsync(Role role, string sql) => stage.Databases[role].ReadAsync(
            sql, static row => new Entry(row.GetInt32(0), row.GetString(1), row.GetInt64(2)), cancellationToken);
    }

    public override string ToString() =>
        $"proof: billed {Billed} shipped {Shipped} lost {Lost} repeated {Repeated} restarts {Restarts.All} retries {Retries} rungs {Restarts} misordered {Misordered}";
}
