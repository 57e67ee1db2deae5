namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Slow calls are sent twice.</summary>
[LoadBalanced("quotes")]
internal interface IQuotes
{
    /// <summary>One call of a hundred may be.</summary>
    [Get("/quotes/{symbol}"), Hedge]
    Task<decimal> GetAsync(string symbol, CancellationToken cancellationToken = default);

    /// <summary>One call of twenty may be.</summary>
    [Post("/refresh"), Idempotent, Hedge(MaxExtraLoad = 0.05)]
    ValueTask RefreshAsync(CancellationToken cancellationToken = default);
}
