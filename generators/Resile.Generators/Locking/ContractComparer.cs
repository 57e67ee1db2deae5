using System.Text.RegularExpressions;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Locking;

/// <summary>Finds what of a locked contract is otherwise now; of its types, not what is inside them.</summary>
/// <param name="before">The lock.</param>
/// <param name="now">What is now; it need have no more than the contract and the types of its methods.</param>
/// <param name="called">The names of the types that travel by calls, which nothing turns from old into new.</param>
internal sealed class ContractComparer(ContractLock before, ContractLock now, HashSet<string> called)
{
    private static readonly Regex RouteParameter = new(@"\{(\*{0,2})([^}:?=]+)", RegexOptions.CultureInvariant);

    /// <summary>Compares a contract.</summary>
    /// <param name="name">Its name in both.</param>
    public IEnumerable<LockChange> Compare(string name)
    {
        var (old, present) = (before.Contracts[name], now.Contracts[name]);
        var context = new Place(name, old, present);
        if (old.Transport is { } transport && present.Transport is { } other && transport != other)
        {
            return [context.Moved(null, Short(name), transport, other, "Make a contract of another name for the other transport")];
        }

        return OfCalls(context).Concat(OfMessages(context));
    }

    /// <summary>Gets the name of a type without its namespace.</summary>
    public static string Short(string name)
    {
        var end = name.IndexOf('<');
        var dot = name.LastIndexOf('.', (end < 0 ? name.Length : end) - 1);
        return name.Substring(dot + 1);
    }

    private IEnumerable<LockChange> OfCalls(Place place)
    {
        // What a parameter of the route is called is nobody's business on the wire.
        var present = new Dictionary<string, KeyValuePair<string, LockedOperation>>(StringComparer.Ordinal);
        foreach (var operation in place.Present.Balanced)
        {
            present[RouteParameter.Replace(operation.Key, "{$1")] = operation;
        }

        foreach (var operation in place.Old.Balanced)
        {
            if (present.TryGetValue(RouteParameter.Replace(operation.Key, "{$1"), out var same))
            {
                foreach (var change in OfCall(place, operation, same))
                {
                    yield return change;
                }
            }
            else if (!place.Present.Retired.Contains(operation.Value.Method))
            {
                var moved = place.Present.Balanced.FirstOrDefault(each => each.Value.Method == operation.Value.Method && !place.Old.Balanced.ContainsKey(each.Key));
                yield return moved.Key is null
                    ? place.Removed(operation.Value.Method)
                    : place.Moved(operation.Value.Method, $"{Short(place.Name)}.{operation.Value.Method}", operation.Key, moved.Key, "Keep it as it was, and add a method beside it");
            }
        }
    }

    private IEnumerable<LockChange> OfMessages(Place place)
    {
        foreach (var operation in place.Old.Durable)
        {
            var same = place.Present.Durable.FirstOrDefault(each => each.Key == operation.Key || each.Value.FormerNames.Contains(operation.Key));
            if (same.Key is not null)
            {
                foreach (var change in OfMessage(place, operation.Value, same.Value))
                {
                    yield return change;
                }
            }
            else if (!place.Present.Retired.Contains(operation.Value.Method))
            {
                var moved = place.Present.Durable.FirstOrDefault(each => each.Value.Method == operation.Value.Method && !place.Old.Durable.ContainsKey(each.Key));
                yield return moved.Key is null
                    ? place.Removed(operation.Value.Method)
                    : place.Moved(operation.Value.Method, $"{Short(place.Name)}.{operation.Value.Method}", operation.Key, moved.Key,
                        $"Put [RenamedFrom(\"{operation.Key}\")] on '{Short(moved.Value.Payload ?? moved.Value.Method)}' or, where the build writes the message, on the method");
            }
        }
    }

    private IEnumerable<LockChange> OfMessage(Place place, LockedOperation old, LockedOperation present)
    {
        var name = $"{Short(place.Name)}.{present.Method}";
        if (old.OrderingKey is { } key && key != present.OrderingKey && !IsFormerName(present, key))
        {
            yield return place.Moved(present.Method, name, "ordered by " + key, present.OrderingKey is { } other ? "ordered by " + other : "without an order",
                "Messages of old and new would overtake each other. Keep the key, or make a message of another name");
        }

        if (old.Reply != present.Reply)
        {
            yield return place.Moved(present.Method, name, old.Reply is null ? "no request" : "answered by " + old.Reply, present.Reply is null ? "no request" : "answered by " + present.Reply,
                "Keep the answer's type, or make a request of another name");
        }
        else if (OfType(place, present.Method, null, name, "result", old.Result, present.Result) is { } change)
        {
            yield return change;
        }

        // The same type is compared by itself.
        if (OfType(place, present.Method, null, name, "payload", old.Payload, present.Payload) is { } retyped)
        {
            yield return retyped;
        }
    }

    // A member that has another name has the values that it had.
    private bool IsFormerName(LockedOperation present, string key) => present is { Payload: { } payload, OrderingKey: { } other }
        && now.Types.TryGetValue(payload, out var type) && type.Members.TryGetValue(other, out var member) && member.FormerNames.Contains(key);

    private IEnumerable<LockChange> OfCall(Place place, KeyValuePair<string, LockedOperation> oldCall, KeyValuePair<string, LockedOperation> presentCall)
    {
        var (old, present) = (oldCall.Value, presentCall.Value);
        var name = $"{Short(place.Name)}.{present.Method}";
        var result = OfType(place, present.Method, null, name, "result", old.Result, present.Result);

        // In frames, the signature has said of parameters all that there is to say, and their names are not sent.
        var parameters = place.Old.Transport == "http" ? OfParameters(place, name, oldCall, presentCall) : [];
        return result is null ? parameters : parameters.Append(result);
    }

    private IEnumerable<LockChange> OfParameters(Place place, string name, KeyValuePair<string, LockedOperation> oldCall, KeyValuePair<string, LockedOperation> presentCall)
    {
        var (old, present) = (oldCall.Value, presentCall.Value);
        var (was, isNow) = (RouteParameters(oldCall.Key), RouteParameters(presentCall.Key));
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in old.Parameters)
        {
            var wireName = Array.IndexOf(was, parameter.Key) is >= 0 and var index && index < isNow.Length ? isNow[index] : parameter.Key;
            met.Add(wireName);
            if (!present.Parameters.TryGetValue(wireName, out var other))
            {
                if (!present.Retired.Contains(parameter.Key) && !present.Retired.Contains(parameter.Value.Name))
                {
                    yield return new LockChange(Descriptors.MemberRemoved, place.Name, present.Method, null, name, parameter.Key, place.Old.Version, place.Version);
                }
            }
            else if (other.Place != parameter.Value.Place || other.Style != parameter.Value.Style)
            {
                yield return place.Moved(present.Method, $"{name}({parameter.Key})", Text(parameter.Value), Text(other), "Keep it there, and add a method beside it", other.Name);
            }
            else if (parameter.Value.IsOptional && !other.IsOptional)
            {
                yield return new LockChange(Descriptors.MemberNarrowed, place.Name, present.Method, other.Name, name, parameter.Key, "optional", place.Old.Version, "demanded", place.Version);
            }
            else if (OfType(place, present.Method, other.Name, name, parameter.Key, parameter.Value.Type, other.Type) is { } change)
            {
                yield return change;
            }
        }

        foreach (var parameter in present.Parameters.Where(parameter => !met.Contains(parameter.Key) && !parameter.Value.IsOptional))
        {
            yield return new LockChange(Descriptors.MemberMissed, place.Name, present.Method, parameter.Value.Name, name, parameter.Key, place.Version, place.Old.Version,
                "Let it be null, or give it a default value");
        }
    }

    private LockChange? OfType(Place place, string method, string? parameter, string owner, string what, string? old, string? present)
    {
        var change = old is null || present is null ? old == present ? TypeChange.None : TypeChange.Retyped : new LockedTypeComparer(before, now, called).Compare(old, present);
        return change switch
        {
            TypeChange.Retyped => new LockChange(Descriptors.MemberRetyped, place.Name, method, parameter, owner, what, old ?? "nothing", place.Old.Version, present ?? "nothing", place.Version,
                "Keep it as it was, and add a method beside it"),
            TypeChange.Narrowed => new LockChange(Descriptors.MemberNarrowed, place.Name, method, parameter, owner, what, old!, place.Old.Version, present!, place.Version),
            _ => null,
        };
    }

    private static string[] RouteParameters(string key) => [.. RouteParameter.Matches(key).Cast<Match>().Select(static match => match.Groups[2].Value)];

    private static string Text(LockedParameter parameter) => "in " + parameter.Place + (parameter.Style is null ? "" : " as " + parameter.Style);

    private sealed record Place(string Name, LockedContract Old, LockedContract Present)
    {
        // Until somebody says another, what has changed is to be the next version.
        public int Version => Math.Max(Present.Version, Old.Version + 1);

        public LockChange Removed(string method) => new(Descriptors.MethodRemoved, Name, null, null, Short(Name), method, Old.Version, Version);

        public LockChange Moved(string? method, string what, string from, string to, string remedy, string? parameter = null) =>
            new(Descriptors.AddressChanged, Name, method, parameter, what, from, Old.Version, to, Version, remedy);
    }
}
