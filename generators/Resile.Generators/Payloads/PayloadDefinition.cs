using Resile.Generators.Text;

namespace Resile.Generators.Payloads;

/// <summary>A type of the user's: an object or an enumeration.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name in C#, namespace included.</param>
/// <param name="Properties">The properties of an object: those of its bases first, each in the order of declaration.</param>
/// <param name="Members">The members of an enumeration, in the order of declaration.</param>
/// <param name="HasNames">Whether the members of an enumeration are written by their names, not their numbers.</param>
/// <param name="IsFlags">Whether an enumeration is a set of flags, several of which may be set.</param>
/// <param name="Discriminator">The property that tells variants apart; null where there are none.</param>
/// <param name="Variants">The types that may stand for it.</param>
/// <param name="IsClosed">Whether a reader refuses an object that has other properties.</param>
/// <param name="IsObsolete">Whether it is marked obsolete.</param>
/// <param name="Summary">What its documentation says; null where there is none, or nobody asked.</param>
internal sealed record PayloadDefinition(
    PayloadKind Kind,
    string Name,
    EquatableArray<PayloadProperty> Properties = default,
    EquatableArray<PayloadMember> Members = default,
    bool HasNames = false,
    bool IsFlags = false,
    string? Discriminator = null,
    EquatableArray<PayloadVariant> Variants = default,
    bool IsClosed = false,
    bool IsObsolete = false,
    string? Summary = null);
