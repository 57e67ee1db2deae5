using Microsoft.CodeAnalysis;

namespace Resile.Generators.Locking;

/// <summary>Tells whether what was written as one type can be read as another.</summary>
/// <param name="before">The lock.</param>
/// <param name="now">What is now.</param>
/// <param name="called">The names of the types that travel by calls, which nothing turns from old into new.</param>
internal sealed class LockedTypeComparer(ContractLock before, ContractLock now, HashSet<string> called)
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
        return before.Types.ContainsKey(old) && now.Types.ContainsKey(present)
            ? IsSameShape(old, present) ? TypeChange.None : TypeChange.Retyped
            : LockedScalars.Takes(present, old) ? TypeChange.None
            : LockedScalars.Takes(old, present) ? TypeChange.Narrowed
            : TypeChange.Retyped;
    }

    // What may become of a type under its own name may become of one that gets another.
    private bool IsSameShape(string old, string present) =>

        // A type that contains itself is as it should be unless something else about it is not.
        !_compared.Add(old + "=" + present)
        || new PayloadComparer(before, now, called, this).Compare(old, present).All(static change => change.Rule.DefaultSeverity != DiagnosticSeverity.Error);
}
