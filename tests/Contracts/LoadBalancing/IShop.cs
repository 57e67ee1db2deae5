namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Every verb, place and shape.</summary>
[LoadBalanced("shop", Policy = LoadBalancingPolicies.WeightedRoundRobin), Deadline("3s")]
public interface IShop
{
    /// <summary>Gets an item.</summary>
    [Get("/items/{id}"), Deadline("250ms")]
    Task<Item> GetAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Finds an item, or none.</summary>
    [Get("/items/named/{name}")]
    Task<Item?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Searches.</summary>
    [Get("/items")]
    ValueTask<IReadOnlyList<Item>> SearchAsync(
        string? text, [Query("season")] IReadOnlyList<Season> seasons, DateTime? since, [Header("X-Tenant")] string? tenant = null,
        CancellationToken cancellationToken = default);

    /// <summary>Adds an item: sent again only if no byte has left.</summary>
    [Post("/items")]
    Task<Item> AddAsync(Item item, CancellationToken cancellationToken = default);

    /// <summary>Adds an item in a way that bears repetition.</summary>
    [Post("/items/once"), Idempotent]
    Task AddOnceAsync([Body] Item call, CancellationToken cancellationToken = default);

    /// <summary>Replaces an item.</summary>
    [Put("/items/{id}")]
    ValueTask ReplaceAsync(int id, Item request, CancellationToken cancellationToken = default);

    /// <summary>Changes a price.</summary>
    [Patch("/items/{id}/price")]
    Task ChangePriceAsync(int id, [Query] decimal price, CancellationToken cancellationToken = default);

    /// <summary>Removes an item.</summary>
    [Delete("/items/{id}")]
    Task RemoveAsync(int id, CancellationToken cancellationToken = default);
}

/// <summary>Something to sell.</summary>
public sealed record Item(int Id, string Name, decimal Price, Season Season = Season.Any);

/// <summary>When it sells.</summary>
public enum Season
{
    /// <summary>At any time.</summary>
    Any,

    /// <summary>In summer.</summary>
    Summer,

    /// <summary>In winter.</summary>
    Winter,
}
