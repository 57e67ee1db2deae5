using System.Collections.Concurrent;

namespace Northwind.Faults;

/// <summary>The orders at which the ledger fails, each once in the life of its process.</summary>
/// <param name="throwAt">The orders at which it throws.</param>
/// <param name="hangAt">The orders at which it hangs.</param>
internal sealed class BillingFaults(IEnumerable<int> throwAt, IEnumerable<int> hangAt)
{
    private readonly ConcurrentDictionary<int, byte> _throwAt = new(throwAt.Distinct().Select(static order => KeyValuePair.Create(order, (byte)0)));
    private readonly ConcurrentDictionary<int, byte> _hangAt = new(hangAt.Distinct().Select(static order => KeyValuePair.Create(order, (byte)0)));

    /// <summary>Tells whether the ledger throws at an order, this once.</summary>
    public bool Throws(int orderId) => _throwAt.TryRemove(orderId, out _);

    /// <summary>Tells whether the ledger hangs at an order, this once.</summary>
    public bool Hangs(int orderId) => _hangAt.TryRemove(orderId, out _);
}
