namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Replies that come item by item, from a component that is supervised.</summary>
[LoadBalanced("feeds"), AutoRecover, On<InvalidDataException>(FailureAction.Restart)]
public interface IFeeds
{
    /// <summary>Counts up: sent again elsewhere if it fails before its first item.</summary>
    [Get("/feeds/{name}")]
    IAsyncEnumerable<Reading> ReadAsync(string name, int most, CancellationToken cancellationToken = default);

    /// <summary>Gives back what it gets, nulls included.</summary>
    [Post("/feeds")]
    IAsyncEnumerable<string?> EchoAsync([Body] IReadOnlyList<string?> texts);
}

/// <summary>What is read.</summary>
public sealed record Reading(int Number, string Name);
