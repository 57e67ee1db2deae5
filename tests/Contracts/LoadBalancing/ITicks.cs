namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Replies that come item by item, in frames.</summary>
[LoadBalanced("ticks", Transport = Transport.Tcp)]
public interface ITicks
{
    /// <summary>Counts up, and may be asked again.</summary>
    [Idempotent]
    IAsyncEnumerable<Tick> CountAsync(string name, int most, CancellationToken cancellationToken = default);

    /// <summary>Gives back what it gets, nulls included.</summary>
    IAsyncEnumerable<string?> EchoAsync(IReadOnlyList<string?> texts);
}

/// <summary>An item.</summary>
public sealed record Tick(int Number, string Name);
