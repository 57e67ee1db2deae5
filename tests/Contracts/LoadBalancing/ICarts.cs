namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Keys of several types.</summary>
[LoadBalanced("carts", Policy = LoadBalancingPolicies.Rendezvous)]
public interface ICarts
{
    /// <summary>Counts by a text.</summary>
    [Get("/carts/{tenant}/count")]
    Task<int> CountAsync([HashKey] string tenant, CancellationToken cancellationToken = default);

    /// <summary>Counts by a number that may be missing.</summary>
    [Get("/carts")]
    Task<int> FindAsync([HashKey] int? id, CancellationToken cancellationToken = default);

    /// <summary>Counts by a member of an enumeration.</summary>
    [Get("/carts/by/{day}")]
    Task<int> OfDayAsync([HashKey] DayOfWeek day, [Query] DayOfWeek? until, CancellationToken cancellationToken = default);

    /// <summary>Has no key.</summary>
    [Delete("/carts/{id}")]
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);
}
