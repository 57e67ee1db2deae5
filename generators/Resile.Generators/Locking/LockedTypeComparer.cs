namespace Resile.Generators.Locking;

/// <summary>Tells whether what was written as one type can be read as another.</summary>
internal sealed class LockedTypeComparer(ContractLock before, ContractLock now)
{
    private readonly HashSet<string> _compared = new(StringComparer.Ordinal);

    /// <summary>Compares two types.</summary>
    public TypeChange Compare(string before, string now) => Compare(LockedTypeName.Parse(before), LockedTypeName.Parse(now));

    private TypeChange Compare(LockedTypeName old, LockedTypeName present)
    {
        if (old.Name == "any" || present.Name == "any")
        {
            return TypeChange.None;
        }

        var change = old.Element is not null && present.Element is not null
            ? old.Name != present.Name || (old.Key is { } key && Compare(key, present.Key!) != TypeChange.None) ? TypeChange.Retyped : Compare(old.Element, present.Element)
            : OfNames(old.Name, present.Name);
        return change == TypeChange.None && old.IsNullable && !present.IsNullable ? TypeChange.Narrowed : change;
    }

    private TypeChange OfNames(string old, string present)
    {
        if (old == present)
        {
            return TypeChange.None;
        }

        // What a type of the user's is called in C# is nobody's business on the wire.
        return before.Types.TryGetValue(old, out var one) && now.Types.TryGetValue(present, out var other)
            ? IsSameShape(old, one, present, other) ? TypeChange.None : TypeChange.Retyped
            : LockedScalars.Takes(present, old) ? TypeChange.None
            : LockedScalars.Takes(old, present) ? TypeChange.Narrowed
            : TypeChange.Retyped;
    }

    private bool IsSameShape(string oldName, LockedType old, string presentName, LockedType present)
    {
        // A type that contains itself is as it should be unless something else about it is not.
        if (!_compared.Add(oldName + "=" + presentName))
        {
            return true;
        }

        if (old.Values is not null || present.Values is not null)
        {
            return old.Values is { } values && present.Values is { } others && old.HasNames == present.HasNames
                && values.All(value => others.TryGetValue(value.Key, out var other) && (old.HasNames || other == value.Value));
        }

        return old.Members.All(member => present.Members.TryGetValue(member.Key, out var other)
                && Compare(member.Value.Type, other.Type) == TypeChange.None && (member.Value.IsRequired || !other.IsRequired))
            && present.Members.All(member => old.Members.ContainsKey(member.Key) || !member.Value.IsRequired);
    }
}
