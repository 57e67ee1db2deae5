namespace Resile.Generators.Locking;

/// <summary>A member of an object in a lock.</summary>
/// <param name="type">Its type.</param>
internal sealed class LockedMember(string type)
{
    /// <summary>Gets its type.</summary>
    public string Type { get; } = type;

    /// <summary>Gets or sets since when it is there.</summary>
    public int Since { get; set; } = 1;

    /// <summary>Gets or sets whether a reader refuses an object without it.</summary>
    public bool IsRequired { get; set; }

    /// <summary>Gets or sets whether a reader has a value of its own for it, where it is missing; that of one that may be null is null.</summary>
    public bool IsOptional { get; set; }

    /// <summary>Gets or sets whether it is written and never read.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Gets or sets what it is in a message of old, as JSON; null where nothing is said.</summary>
    public string? Default { get; set; }

    /// <summary>Gets or sets whether it is encrypted in messages.</summary>
    public bool IsSecret { get; set; }

    /// <summary>Gets what it was called before.</summary>
    public SortedSet<string> FormerNames { get; } = new(StringComparer.OrdinalIgnoreCase);
}
