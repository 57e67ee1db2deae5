namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Operations that go to several endpoints, of a service that has a canary and a shadow.</summary>
[LoadBalanced("flock"), Canary("flock-next", Share = 0.05), Shadow("flock-test")]
public interface IFlock
{
    /// <summary>Reaches all, and expects nothing.</summary>
    [Post("/forget"), Broadcast]
    Task ForgetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Asks all, and joins what they say.</summary>
    [Get("/names"), Broadcast]
    ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks all, and tells them apart.</summary>
    [Get("/count"), Broadcast]
    Task<Replies<int>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks all, and is content with two.</summary>
    [Get("/newest"), Scatter(Quorum = 2)]
    Task<Replies<string?>> NewestAsync([Query] string? prefix, CancellationToken cancellationToken = default);

    /// <summary>Asks all, and is content with a majority.</summary>
    [Put("/leader/{name}"), Scatter]
    Task ElectAsync(string name, CancellationToken cancellationToken = default);
}
