namespace Resile.Generated.Tests.Contracts.Recovery;

/// <summary>Overloads, inheritance with equal members, keywords for names, and a default member.</summary>
[AutoRecover(Pending = PendingCalls.Fail)]
public interface IOverloads : ILeft, IRight
{
    /// <summary>Adds integers.</summary>
    Task<int> AddAsync(int left, int right);

    /// <summary>Adds decimals, by names that generated code would like for itself.</summary>
    Task<decimal> AddAsync(decimal @class, decimal component, CancellationToken cancellationToken);

    /// <summary>Has a keyword for a name, and a tuple for a result.</summary>
    Task<(int Count, string? Name)> @return(int? @default = null);

    /// <summary>Has an implementation of its own.</summary>
    Task<int> TwiceAsync(int value) => AddAsync(value, value);
}

/// <summary>One side of a diamond.</summary>
public interface ILeft
{
    /// <summary>Gets the left name.</summary>
    Task<string?> NameAsync(CancellationToken cancellationToken = default);
}

/// <summary>The other side.</summary>
public interface IRight
{
    /// <summary>Gets the right name.</summary>
    Task<string?> NameAsync(CancellationToken cancellationToken = default);
}
