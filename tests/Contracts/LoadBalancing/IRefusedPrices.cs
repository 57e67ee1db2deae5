namespace Resile.Generated.Tests.Contracts.LoadBalancing;

#pragma warning disable RSL1040 // Refused by name; calls still compile, and say why.

/// <summary>Members that speak of HTTP, beside one that does not.</summary>
[LoadBalanced("prices", Transport = Transport.Tcp)]
internal interface IRefusedPrices
{
    /// <summary>Can travel.</summary>
    Task<int> GetAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Has a verb.</summary>
    [Get("/items/{id}")]
    Task<int> VerbAsync(int id);

    /// <summary>Has a place.</summary>
    Task<int> PlaceAsync([Header("X-Tenant")] string tenant);
}
