namespace Resile.Generators.Locking;

/// <summary>What is written to a contract's file: the contracts of a project, and the types that travel by them, as they are on the wire.</summary>
internal sealed class ContractLock
{
    /// <summary>The number of the format that is written, and the only one that is read.</summary>
    public const int Format = 1;

    /// <summary>Gets the contracts, by their names in C#.</summary>
    public SortedDictionary<string, LockedContract> Contracts { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the types, by their names in C#.</summary>
    public SortedDictionary<string, LockedType> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of those types that the build makes of parameters. No lock has it.</summary>
    public HashSet<string> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Lists the names of the types that travel by contracts of one kind, and of all that is inside them.</summary>
    /// <param name="isDurable">Whether durable messages are meant, or else calls.</param>
    public HashSet<string> TypesOf(bool isDurable)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in Contracts.Values.SelectMany(contract => (isDurable ? contract.Durable : contract.Balanced).Values).SelectMany(static operation => operation.Types))
        {
            Add(found, text);
        }

        return found;
    }

    private void Add(HashSet<string> found, string text)
    {
        foreach (var name in LockedTypeName.Parse(text).Names())
        {
            if (Types.TryGetValue(name, out var type) && found.Add(name))
            {
                foreach (var inside in type.Members.Values.Select(static member => member.Type).Concat(type.Variants.Values))
                {
                    Add(found, inside);
                }
            }
        }
    }
}
