using Resile.Generators.Diagnostics;

namespace Resile.Generators.Locking;

/// <summary>Finds what of a type's locked members is otherwise now.</summary>
/// <param name="before">The lock.</param>
/// <param name="now">What is now; it need have no more than the type and those inside it.</param>
/// <param name="called">The names of the types that travel by calls, which nothing turns from old into new.</param>
/// <param name="types">What compares the types of members, where a comparison of another type is under way.</param>
internal sealed class PayloadComparer(ContractLock before, ContractLock now, HashSet<string> called, LockedTypeComparer? types = null)
{
    /// <summary>Compares a type.</summary>
    /// <param name="name">Its name in both.</param>
    public IEnumerable<LockChange> Compare(string name) => Compare(name, name);

    /// <summary>Compares a type with one that stands in its place.</summary>
    /// <param name="oldName">Its name in the lock.</param>
    /// <param name="name">The name of what is there now.</param>
    public IEnumerable<LockChange> Compare(string oldName, string name)
    {
        var (old, present) = (before.Types[oldName], now.Types[name]);
        return old.Values is null && present.Values is null
            ? OfMembers(name, old, present, called.Contains(oldName)).Concat(OfVariants(name, old, present))
            : OfValues(name, old, present, IsNamedInCalls(oldName));
    }

    private IEnumerable<LockChange> OfMembers(string name, LockedType old, LockedType present, bool isCalled)
    {
        var upcast = isCalled ? [] : Upcast(old, present);
        var gone = old.Members.Where(member => !present.Members.ContainsKey(member.Key) && !present.Retired.Contains(member.Key) && !upcast.Contains(member.Key)).ToList();
        var added = present.Members.Where(member => !old.Members.ContainsKey(member.Key)).ToList();
        foreach (var (member, formerName) in Renamed(old, added).ToArray())
        {
            gone.RemoveAll(each => each.Key == formerName);
            added.RemoveAll(each => each.Key == member);
            var change = isCalled
                ? Renaming(name, formerName, member, old, present, isCalled)
                : OfType(name, member, old, old.Members[formerName], present, present.Members[member], isCalled);
            if (change is not null)
            {
                yield return change;
            }
        }

        foreach (var member in gone)
        {
            // Where one goes and another of its type comes, somebody has renamed it; of several, nobody can tell.
            var twins = added.Where(each => each.Value.Type == member.Value.Type).Take(2).ToArray();
            if (twins.Length == 1 && gone.Count(each => each.Value.Type == member.Value.Type) == 1)
            {
                added.Remove(twins[0]);
                yield return Renaming(name, member.Key, twins[0].Key, old, present, isCalled);
            }
            else
            {
                yield return new LockChange(Descriptors.MemberRemoved, name, null, null, Short(name), member.Key, old.Version, Version(old, present));
            }
        }

        foreach (var member in old.Members.Where(member => present.Members.ContainsKey(member.Key) && !upcast.Contains(member.Key)))
        {
            if (OfType(name, member.Key, old, member.Value, present, present.Members[member.Key], isCalled) is { } change)
            {
                yield return change;
            }
        }

        foreach (var member in added.Where(_ => upcast.Count == 0))
        {
            if (Added(name, member.Key, member.Value, old, present, isCalled, now.Records.Contains(name)) is { } change)
            {
                yield return change;
            }
        }
    }

    // An upcaster that takes the locked shape answers for all that it knows of it.
    private static HashSet<string> Upcast(LockedType old, LockedType present)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shape in present.Upcasts.Values)
        {
            var met = shape.Where(member => old.Members.ContainsKey(member.Key)).ToArray();
            if (met.All(member => old.Members[member.Key].Type == member.Value)
                && met.Any(member => !present.Members.TryGetValue(member.Key, out var other) || other.Type != member.Value))
            {
                known.UnionWith(met.Select(static member => member.Key));
            }
        }

        return known;
    }

    private static IEnumerable<(string Member, string FormerName)> Renamed(LockedType old, List<KeyValuePair<string, LockedMember>> added) =>
        from member in added
        let formerName = old.Members.Keys.FirstOrDefault(member.Value.FormerNames.Contains)
        where formerName is not null
        select (member.Key, formerName);

    private LockChange? OfType(string name, string member, LockedType old, LockedMember was, LockedType present, LockedMember isNow, bool isCalled)
    {
        var change = (types ?? new LockedTypeComparer(before, now, called)).Compare(was.Type, isNow.Type);
        var isEncrypted = was.IsSecret != isNow.IsSecret && !isCalled;
        return change == TypeChange.Retyped || isEncrypted
                ? new LockChange(Descriptors.MemberRetyped, name, member, null, Short(name), member, Text(was), old.Version, Text(isNow), Version(old, present),
                    isCalled ? "Add a member of another name beside it" : $"Add a member of another name with [Since({Next(old)})] beside it, or write an [Upcaster] from a type with the members of version {old.Version}")
            : change == TypeChange.Narrowed || (isNow.IsRequired && !was.IsRequired) || (isNow.IsReadOnly && !was.IsReadOnly)
                ? new LockChange(Descriptors.MemberNarrowed, name, member, null, Short(name), member, Text(was), old.Version, Text(isNow), Version(old, present))
            : null;
    }

    private static LockChange? Added(string name, string member, LockedMember isNow, LockedType old, LockedType present, bool isCalled, bool isParameter)
    {
        var isMissed = (isNow.IsRequired || !(isNow.IsOptional || isNow.Type.EndsWith("?", StringComparison.Ordinal))) && (isNow.Default is null || isCalled);
        return isMissed
                ? new LockChange(Descriptors.MemberMissed, name, member, null, Short(name), member, Version(old, present), old.Version,
                    isCalled ? "Let it be null, or give it a default in C#, and do not require it"
                    : isParameter ? $"Let it be null, or say [Since({Next(old)}, Default = ...)]"
                    : $"Let it be null, give it a default in C#, or say [Since({Next(old)}, Default = ...)]")
            : isNow.Since <= 1
                ? new LockChange(Descriptors.MemberWithoutSince, name, member, null, Short(name), member, old.Version, Next(old))
            : null;
    }

    private static LockChange Renaming(string name, string from, string to, LockedType old, LockedType present, bool isCalled) =>
        new(Descriptors.MemberRenamed, name, to, null, Short(name), from, old.Version, to, Version(old, present),
            isCalled
                ? $"It travels by calls, where both sides need one name: keep it on the wire by [JsonPropertyName(\"{from}\")]"
                : $"Put [RenamedFrom(\"{from}\")] on it, and old messages are read; or keep the name on the wire by [JsonPropertyName(\"{from}\")]");

    private static IEnumerable<LockChange> OfValues(string name, LockedType old, LockedType present, bool isNamed)
    {
        if (old.Values is not { } values || present.Values is not { } others || old.HasNames != present.HasNames)
        {
            yield return Retyped(name, old, present, "values", Kind(old), Kind(present), "Make a type of another name for it");
            yield break;
        }

        foreach (var value in values)
        {
            var isThere = others.TryGetValue(value.Key, out var number);

            // Written as a number and nothing else, a constant may have any name.
            var isKept = old.HasNames ? isThere
                : isThere ? number == value.Value
                : (others.ContainsValue(value.Value) && !isNamed) || present.Retired.Contains(value.Key);
            if (!isKept && !(old.HasNames && present.Retired.Contains(value.Key)))
            {
                yield return new LockChange(Descriptors.MemberNarrowed, name, isThere ? value.Key : null, null, Short(name), value.Key,
                    old.HasNames ? "\"" + value.Key + "\"" : value.Value, old.Version, isThere ? number! : "gone", Version(old, present));
            }
        }
    }

    private IEnumerable<LockChange> OfVariants(string name, LockedType old, LockedType present)
    {
        if (old.Variants.Count > 0 && present.Variants.Count > 0 && old.Discriminator != present.Discriminator)
        {
            yield return Retyped(name, old, present, "variants", "told by " + old.Discriminator, "told by " + present.Discriminator, $"Keep TypeDiscriminatorPropertyName = \"{old.Discriminator}\"");
        }

        foreach (var variant in old.Variants.Where(variant => !present.Retired.Contains(variant.Key)))
        {
            if (!present.Variants.TryGetValue(variant.Key, out var other))
            {
                yield return new LockChange(Descriptors.MemberNarrowed, name, null, null, Short(name), variant.Key, variant.Value, old.Version, "gone", Version(old, present));
            }
            else if ((types ?? new LockedTypeComparer(before, now, called)).Compare(variant.Value, other) != TypeChange.None)
            {
                yield return Retyped(name, old, present, variant.Key, variant.Value, other, "Let it stand for what it stood for, and tell the new type by another");
            }
        }
    }

    private static LockChange Retyped(string name, LockedType old, LockedType present, string what, string from, string to, string remedy) =>
        new(Descriptors.MemberRetyped, name, null, null, Short(name), what, from, old.Version, to, Version(old, present), remedy);

    // In a path, a query or a header, constants are written by their names, whatever JSON has.
    private bool IsNamedInCalls(string name) => before.Contracts.Values.Where(static contract => contract.Transport == "http")
        .SelectMany(static contract => contract.Balanced.Values).SelectMany(static operation => operation.Parameters.Values)
        .Any(parameter => parameter.Place != "body" && LockedTypeName.Parse(parameter.Type).Names().Contains(name));

    // Until somebody says another, what has changed is to be the next version.
    private static int Version(LockedType old, LockedType present) => Math.Max(present.Version, Next(old));

    private static int Next(LockedType old) => old.Version + 1;

    private static string Kind(LockedType type) => type.Values is null ? "an object" : type.HasNames ? "text" : "a number";

    private static string Text(LockedMember member) => member.Type + (member.IsRequired ? ", required" : "") + (member.IsSecret ? ", encrypted" : "") + (member.IsReadOnly ? ", read by nobody" : "");

    private static string Short(string name) => ContractComparer.Short(name);
}
