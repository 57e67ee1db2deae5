using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace Resile.Messaging.Contracts;

/// <summary>Turns the JSON that older versions of a type wrote into the JSON of now: what the build makes of <c>[RenamedFrom]</c>, <c>[Since]</c> and <c>[Upcaster]</c>.</summary>
/// <remarks>
/// It goes by what is in an object, not by a version number: messages of any age can be in a queue, and those of other makers bear none. Nothing is copied of an object that is as it
/// should be. Filled once by generated code, then only read, by any number of threads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class PayloadUpcaster
{
    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PayloadMember> _members = [];
    private readonly List<PayloadConversion> _conversions = [];
    private readonly List<(byte[] Value, Func<PayloadUpcaster> Upcaster)> _variants = [];
    private byte[] _discriminator = [];

    /// <summary>Adds a property that had another name.</summary>
    /// <param name="from">The former name. It counts only where the present one is missing.</param>
    /// <param name="to">The name.</param>
    /// <returns>This upcaster.</returns>
    public PayloadUpcaster Rename(string from, string to)
    {
        _members[PlaceOf(from)].PresentName = PlaceOf(to);
        return this;
    }

    /// <summary>Adds a property that was not always there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">What it is where it is missing, as JSON.</param>
    /// <returns>This upcaster.</returns>
    public PayloadUpcaster Default(string name, string json)
    {
        _members[PlaceOf(name)].Default = Encoding.UTF8.GetBytes(json);
        return this;
    }

    /// <summary>Adds a property whose value, or the items of whose value, may be of an older version themselves.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="upcaster">What turns them. It is asked late: types can contain each other.</param>
    /// <param name="maps">How many levels of objects with names of any kind stand around them.</param>
    /// <returns>This upcaster.</returns>
    public PayloadUpcaster Nested(string name, Func<PayloadUpcaster> upcaster, int maps = 0)
    {
        var member = _members[PlaceOf(name)];
        (member.Upcaster, member.Maps) = (upcaster, maps);
        return this;
    }

    /// <summary>Adds an older shape.</summary>
    /// <param name="convert">Turns an object of it into one of now.</param>
    /// <param name="signs">What it is told by: the shape that shows most of its signs is taken, the first of several.</param>
    /// <returns>This upcaster.</returns>
    public PayloadUpcaster From<TOld, TNew>(Func<TOld, TNew> convert, params ReadOnlySpan<PayloadSign> signs)
        where TOld : notnull => From(convert, before: null, signs);

    /// <summary>Adds an older shape whose members may be of an older version still.</summary>
    /// <param name="convert">Turns an object of it into one of now.</param>
    /// <param name="before">What turns an object into one of that shape; null where there is nothing to turn. It is asked late.</param>
    /// <param name="signs">What it is told by: the shape that shows most of its signs is taken, the first of several.</param>
    /// <returns>This upcaster.</returns>
    public PayloadUpcaster From<TOld, TNew>(Func<TOld, TNew> convert, Func<PayloadUpcaster>? before, params ReadOnlySpan<PayloadSign> signs)
        where TOld : notnull
    {
        var places = new (int, JsonValueKind)[signs.Length];
        for (var index = 0; index < signs.Length; index++)
        {
            places[index] = (PlaceOf(signs[index].Name), signs[index].Kind);
        }

        _conversions.Add(new TypedPayloadConversion<TOld, TNew>(convert, before, places));
        return this;
    }

    /// <summary>Adds a type that may stand for this one, and has a history of its own.</summary>
    /// <param name="discriminator">The property that tells, the first of the object.</param>
    /// <param name="value">What it is for that type: a text, or the digits of a number.</param>
    /// <param name="upcaster">What turns objects of that type. It is asked late.</param>
    /// <returns>This upcaster.</returns>
    public PayloadUpcaster Variant(string discriminator, string value, Func<PayloadUpcaster> upcaster)
    {
        _discriminator = Encoding.UTF8.GetBytes(discriminator);
        _variants.Add((Encoding.UTF8.GetBytes(value), upcaster));
        return this;
    }

    private int PlaceOf(string name)
    {
        if (!_places.TryGetValue(name, out var place))
        {
            _places[name] = place = _members.Count;
            _members.Add(new PayloadMember(name));
        }

        return place;
    }
}
