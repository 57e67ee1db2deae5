using System.Collections.Concurrent;

namespace Northwind.Faults;

/// <summary>The orders at which billing's ledger and shipping's papers fail, each once in the life of a process, however often its host is rebuilt.</summary>
/// <param name="throwAt">The orders at which the ledger throws.</param>
/// <param name="hangAt">The orders at which it hangs.</param>
/// <param name="billingBurnsAt">The orders at which billing burns.</param>
/// <param name="shippingBurnsAt">The orders at which shipping burns.</param>
internal sealed class OfficeFaults(IEnumerable<int> throwAt, IEnumerable<int> hangAt, IEnumerable<int> billingBurnsAt, IEnumerable<int> shippingBurnsAt)
{
    private readonly ConcurrentDictionary<int, byte> _throwAt = Set(throwAt);
    private readonly ConcurrentDictionary<int, byte> _hangAt = Set(hangAt);
    private readonly ConcurrentDictionary<int, byte> _billingBurnsAt = Set(billingBurnsAt);
    private readonly ConcurrentDictionary<int, byte> _shippingBurnsAt = Set(shippingBurnsAt);

    /// <summary>Tells whether the ledger throws at an order, this once.</summary>
    public bool Throws(int orderId) => _throwAt.TryRemove(orderId, out _);

    /// <summary>Tells whether the ledger hangs at an order, this once.</summary>
    public bool Hangs(int orderId) => _hangAt.TryRemove(orderId, out _);

    /// <summary>Tells whether billing burns at an order, this once.</summary>
    public bool BillingBurns(int orderId) => _billingBurnsAt.TryRemove(orderId, out _);

    /// <summary>Tells whether shipping burns at an order, this once.</summary>
    public bool ShippingBurns(int orderId) => _shippingBurnsAt.TryRemove(orderId, out _);

    private static ConcurrentDictionary<int, byte> Set(IEnumerable<int> orders) =>
        new(orders.Distinct().Select(static order => KeyValuePair.Create(order, (byte)0)));
}
