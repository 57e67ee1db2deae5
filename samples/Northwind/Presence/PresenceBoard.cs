using System.Collections.Concurrent;
using Northwind.Contracts;

namespace Northwind.Presence;

/// <summary>Remembers who looks at what, for as long as it lives.</summary>
internal sealed class PresenceBoard : IPresence
{
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<string, bool>> _looking = new();

    public Task<int> LookAsync(int productId, string customerId, CancellationToken cancellationToken = default)
    {
        var customers = _looking.GetOrAdd(productId, static _ => new());
        customers[customerId] = true;
        return Task.FromResult(customers.Count);
    }
}
