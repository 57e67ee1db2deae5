using Resile.Generators.Text;

namespace Resile.Generators.Payloads;

/// <summary>A property of an object.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="JsonName">Its name as JSON.</param>
/// <param name="Type">Its type.</param>
/// <param name="Presence">Whether it may be left out.</param>
/// <param name="IsSecret">Whether it carries <c>[Secret]</c>: in messages it is one encrypted text.</param>
/// <param name="IsReadOnly">Whether it is written, but not read.</param>
/// <param name="IsWriteOnly">Whether it is read, but not written.</param>
/// <param name="IsObsolete">Whether it is marked obsolete.</param>
/// <param name="Constraints">What holds for its values beside what its type says.</param>
/// <param name="Summary">What its documentation says; null where there is none, or nobody asked.</param>
internal sealed record PayloadProperty(
    string Name,
    string JsonName,
    PayloadType Type,
    PayloadPresence Presence,
    bool IsSecret,
    bool IsReadOnly,
    bool IsWriteOnly,
    bool IsObsolete,
    EquatableArray<PayloadConstraint> Constraints,
    string? Summary);
