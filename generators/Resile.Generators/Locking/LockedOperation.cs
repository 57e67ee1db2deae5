namespace Resile.Generators.Locking;

/// <summary>A method of a contract in a lock.</summary>
/// <param name="method">Its name in C#.</param>
internal sealed class LockedOperation(string method)
{
    /// <summary>Gets its name in C#.</summary>
    public string Method { get; } = method;

    /// <summary>Gets or sets since when it is there.</summary>
    public int Since { get; set; } = 1;

    /// <summary>Gets the parameters of a call, by their names on the wire.</summary>
    public SortedDictionary<string, LockedParameter> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the type of a message; null for calls.</summary>
    public string? Payload { get; set; }

    /// <summary>Gets or sets the type of the result; null where there is none.</summary>
    public string? Result { get; set; }

    /// <summary>Gets or sets what the answer to a request is called on the wire; null where there is none.</summary>
    public string? Reply { get; set; }

    /// <summary>Gets or sets the member that gives messages their order; null where they have none.</summary>
    public string? OrderingKey { get; set; }

    /// <summary>Gets or sets whether messages are encrypted whole.</summary>
    public bool IsSecret { get; set; }

    /// <summary>Gets what messages were called before.</summary>
    public SortedSet<string> FormerNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of the parameters that were taken out on purpose.</summary>
    public SortedSet<string> Retired { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the types that travel by it.</summary>
    public IEnumerable<string> Types => Parameters.Values.Select(static parameter => parameter.Type).Concat(new[] { Payload, Result }.OfType<string>());
}
