namespace Resile.Generators.Locking;

/// <summary>A type in a lock: an object or an enumeration.</summary>
internal sealed class LockedType
{
    /// <summary>Gets the members of an object, by their names as JSON.</summary>
    public SortedDictionary<string, LockedMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the constants of an enumeration, by their names as JSON; null for an object.</summary>
    public SortedDictionary<string, string>? Values { get; set; }

    /// <summary>Gets or sets whether constants are written by their names.</summary>
    public bool HasNames { get; set; }

    /// <summary>Gets the types that may stand for it, by what tells them apart.</summary>
    public SortedDictionary<string, string> Variants { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the property that tells them apart.</summary>
    public string Discriminator { get; set; } = "$type";

    /// <summary>Gets the names that were taken out on purpose.</summary>
    public SortedSet<string> Retired { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the shapes of old that upcasters take, by the names of their types: the types of their members by name.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Upcasts { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets its version.</summary>
    public int Version => Members.Values.Select(static member => member.Since).DefaultIfEmpty(1).Max();
}
