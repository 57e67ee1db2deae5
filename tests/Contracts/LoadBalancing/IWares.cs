namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Closes a generic contract, overloads one of its methods and adds one with a body.</summary>
[LoadBalanced("wares")]
public interface IWares : ICrud<Ware, Guid>
{
    /// <summary>Gets one by its name.</summary>
    [Get("/wares/named/{name}")]
    Task<Ware?> GetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Counts, by calls of others.</summary>
    async Task<int> CountAsync(CancellationToken cancellationToken = default) => await AllAsync(cancellationToken).CountAsync(cancellationToken);

    async Task<bool> ICrud<Ware, Guid>.HasAsync(Guid key, CancellationToken cancellationToken) => await GetAsync(key, cancellationToken) is not null;
}

/// <summary>What every store can do.</summary>
[Headers("X-Store: crud")]
public interface ICrud<T, in TKey>
    where T : class
{
    /// <summary>Gets one, or none.</summary>
    [Get("/wares/{key}")]
    Task<T?> GetAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Gets all.</summary>
    [Get("/wares")]
    IAsyncEnumerable<T> AllAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts one.</summary>
    [Put("/wares/{key}")]
    Task<Reply> PutAsync(TKey key, [Body] T value, CancellationToken cancellationToken = default);

    /// <summary>Is implemented below.</summary>
    Task<bool> HasAsync(TKey key, CancellationToken cancellationToken = default);
}

/// <summary>What is stored.</summary>
public sealed record Ware(string Name);
