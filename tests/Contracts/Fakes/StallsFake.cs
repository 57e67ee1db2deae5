using Resile.Testing.Fakes;

namespace Resile.Generated.Tests.Contracts.Fakes;

/// <summary>What the other contract inherits.</summary>
public interface IRates
{
    /// <summary>Gets a rate.</summary>
    ValueTask<decimal> RateAsync(string currency, CancellationToken cancellationToken = default);
}

/// <summary>Operations of every form.</summary>
public interface IStalls : IRates
{
    /// <summary>Has one argument.</summary>
    Task<string?> NameAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Has the name of another operation, and two arguments.</summary>
    Task<string?> NameAsync(int id, string @class);

    /// <summary>Has neither arguments nor result.</summary>
    Task CloseAsync();

    /// <summary>Gives one item after the other.</summary>
    IAsyncEnumerable<int> AllAsync(CancellationToken cancellationToken = default);

    /// <summary>Is written by hand in the fake.</summary>
    Task<int> CountAsync();
}

/// <summary>Stands in for the stalls.</summary>
[Fake]
public sealed partial class StallsFake : IStalls
{
    /// <inheritdoc/>
    public Task<int> CountAsync() => Task.FromResult(3);
}
