namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Values in bodies, and a name in the query that has to be escaped.</summary>
[LoadBalanced("bodies")]
internal interface IBodies
{
    /// <summary>Takes a value.</summary>
    [Post("/take")]
    Task<string> TakeAsync([Body] int value, CancellationToken cancellationToken = default);

    /// <summary>Takes a value or none.</summary>
    [Post("/maybe")]
    Task<string> MaybeAsync([Body] int? value, CancellationToken cancellationToken = default);

    /// <summary>Gives back what it gets.</summary>
    [Get("/echo")]
    Task<string> EchoAsync([Query("a b&c=d")] string text, CancellationToken cancellationToken = default);
}
