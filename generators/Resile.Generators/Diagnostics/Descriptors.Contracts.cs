using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Versions = "Resile.Contracts";

    /// <summary>A lock cannot be read.</summary>
    public static readonly DiagnosticDescriptor UnreadableLock = Error("RSL0100", Versions,
        "A contract lock can be read",
        "'{0}' {1}. Mend it, or write it anew: dotnet build -t:ResileLockContracts.");

    /// <summary>A locked contract or method is gone.</summary>
    public static readonly DiagnosticDescriptor MethodRemoved = Error("RSL0101", Versions,
        "A method of a locked contract stays",
        "'{0}.{1}' is in version {2} of the contract and not in version {3}: whoever still calls it or sends its message finds nobody. Bring it back; or, if nobody does any more, put [Retired(\"{1}\")] on '{0}'.");

    /// <summary>A locked member is gone.</summary>
    public static readonly DiagnosticDescriptor MemberRemoved = Error("RSL0102", Versions,
        "A member of a locked contract stays",
        "'{0}.{1}' is in version {2} and not in version {3}: what older versions write there is lost, and what they read there is missing. Bring it back; or, if nobody reads it any more, put [Retired(\"{1}\")] on '{0}'.");

    /// <summary>A locked member has another name.</summary>
    public static readonly DiagnosticDescriptor MemberRenamed = Error("RSL0103", Versions,
        "A member of a locked contract keeps its name on the wire",
        "'{0}.{1}' of version {2} is '{3}' in version {4}, and is not found under that name in what version {2} wrote. {5}.");

    /// <summary>A locked member has another type.</summary>
    public static readonly DiagnosticDescriptor MemberRetyped = Error("RSL0104", Versions,
        "A member of a locked contract keeps its type",
        "'{0}.{1}' is '{2}' in version {3} and '{4}' in version {5}: one cannot be read as the other. {6}.");

    /// <summary>A locked member takes less than it did.</summary>
    public static readonly DiagnosticDescriptor MemberNarrowed = Error("RSL0105", Versions,
        "A member of a locked contract takes what it took",
        "'{0}.{1}' is '{2}' in version {3} and '{4}' in version {5}, which takes less than older versions write. Let it take as much as it did, and check the rest where it is handled.");

    /// <summary>A new member is missing in what older versions wrote.</summary>
    public static readonly DiagnosticDescriptor MemberMissed = Error("RSL0106", Versions,
        "What is new in a locked contract can be missing",
        "'{0}.{1}' is new in version {2}, and missing in what version {3} writes. {4}.");

    /// <summary>What is sent or called has another address.</summary>
    public static readonly DiagnosticDescriptor AddressChanged = Error("RSL0107", Versions,
        "What a locked contract sends and calls stays where it is",
        "'{0}' is '{1}' in version {2} and '{3}' in version {4}: the two do not find each other. {5}.");

    /// <summary>A lock does not have what is new.</summary>
    public static readonly DiagnosticDescriptor OutdatedLock = Warning("RSL0108", Versions,
        "A contract lock is up to date",
        "'{0}' does not have all that is in the contracts now, so it does not protect what is new. Write it, and commit it with the change: dotnet build -t:ResileLockContracts.");

    /// <summary>A new member does not say since when it is there.</summary>
    public static readonly DiagnosticDescriptor MemberWithoutSince = Warning("RSL0109", Versions,
        "What is new in a locked contract says since when",
        "'{0}.{1}' is not in version {2}, which is locked. Put [Since({3})] on it.");

    /// <summary>A former name cannot be one.</summary>
    public static readonly DiagnosticDescriptor BadFormerName = Error("RSL0110", Versions,
        "A former name is the name of something that is gone",
        "[RenamedFrom(\"{1}\")] on '{0}' {2}");

    /// <summary>An upcaster has the wrong shape.</summary>
    public static readonly DiagnosticDescriptor BadUpcaster = Error("RSL0111", Versions,
        "An upcaster is a static method from the shape of old to the type that it makes",
        "'{0}' carries [Upcaster] and {1}");

    /// <summary>Nothing tells an old message from a new one.</summary>
    public static readonly DiagnosticDescriptor UntoldUpcaster = Error("RSL0112", Versions,
        "An upcaster's shapes can be told apart",
        "'{0}' is never called: a message of the shape '{1}' looks like a '{2}'. Give what changed its meaning another name in '{2}', and keep the name of old in '{1}' alone.");

    /// <summary>A default does not fit its member.</summary>
    public static readonly DiagnosticDescriptor BadSince = Error("RSL0113", Versions,
        "What [Since] says fits its member",
        "[Since] on '{0}' {1}");

    /// <summary>A retired name is used again.</summary>
    public static readonly DiagnosticDescriptor RetiredName = Error("RSL0114", Versions,
        "A retired name means nothing else",
        "'{0}' has the name '{1}', which is retired: old messages may carry it with another meaning. Call it something else, or take the name out of [Retired] if it means what it always did.");

    /// <summary>A locked contract is gone.</summary>
    public static readonly DiagnosticDescriptor ContractRemoved = Error("RSL0115", Versions,
        "A locked contract stays",
        "'{0}', whose version {1} is locked, is not in the project any more: whoever still calls it or sends its messages finds nobody. Bring it back; or, if nobody does any more, write the lock without it: dotnet build -t:ResileLockContracts -p:ResileAcceptBreakingChanges=true.");

    private static ImmutableArray<DiagnosticDescriptor> VersionRules =>
    [
        UnreadableLock, MethodRemoved, MemberRemoved, MemberRenamed, MemberRetyped, MemberNarrowed, MemberMissed, AddressChanged, OutdatedLock, MemberWithoutSince,
        BadFormerName, BadUpcaster, UntoldUpcaster, BadSince, RetiredName, ContractRemoved,
    ];
}
