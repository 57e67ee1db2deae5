namespace Resile.Generated.Tests.Contracts.LoadBalancing;

#pragma warning disable RSL0002, RSL0003, RSL1001, RSL1002, RSL1003, RSL1004, RSL1005, RSL1006 // Refused by name; calls still compile, and say why.

/// <summary>Members that cannot travel over HTTP, beside one that can.</summary>
[LoadBalanced("shop")]
internal interface IRefusedShop
{
    /// <summary>Can travel.</summary>
    [Get("/items/{id}")]
    Task<string> GetAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Has no verb.</summary>
    Task VerblessAsync();

    /// <summary>Has a route that is none.</summary>
    [Get("items/{id?}")]
    Task BadRouteAsync(int id);

    /// <summary>Has a hole in its route.</summary>
    [Get("/items/{id}/parts/{part}")]
    Task UnboundAsync(int id);

    /// <summary>Has two bodies.</summary>
    [Post("/items")]
    Task TwoBodiesAsync([Body] string left, [Body] string right);

    /// <summary>Has a stream where text should be.</summary>
    [Get("/streams")]
    Task NoTextAsync(Stream stream);

    /// <summary>Has the route of another.</summary>
    [Get("/items/{number}")]
    Task<string> TwinAsync(int number);
}
