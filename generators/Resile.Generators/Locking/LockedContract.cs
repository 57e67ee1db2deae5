namespace Resile.Generators.Locking;

/// <summary>A contract in a lock.</summary>
internal sealed class LockedContract
{
    /// <summary>Gets or sets how its calls travel; null where it has none.</summary>
    public string? Transport { get; set; }

    /// <summary>Gets its calls: by verb and route, or by their signatures where there are none.</summary>
    public SortedDictionary<string, LockedOperation> Balanced { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets its messages, by their names on the wire.</summary>
    public SortedDictionary<string, LockedOperation> Durable { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of the methods that were taken out on purpose.</summary>
    public SortedSet<string> Retired { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets its version.</summary>
    public int Version => Balanced.Values.Concat(Durable.Values).Select(static operation => operation.Since).DefaultIfEmpty(1).Max();
}
