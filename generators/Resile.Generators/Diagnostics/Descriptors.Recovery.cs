using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Recovery = "Resile.Recovery";

    /// <summary>A value of an attribute makes no sense.</summary>
    public static readonly DiagnosticDescriptor BadValue = Error("RSL2001", Recovery,
        "The values of a supervised contract make sense",
        "'{0}' sets {1} to {2}. Use {3}.");

    /// <summary>A contract says something of an exception that cannot be followed.</summary>
    public static readonly DiagnosticDescriptor BadException = Error("RSL2002", Recovery,
        "A contract says one thing of each exception",
        "'{0}' lists the exception '{1}', {2}.");

    /// <summary>A background loop cannot be run by a supervisor.</summary>
    public static readonly DiagnosticDescriptor BadLoop = Error("RSL2003", Recovery,
        "A background loop takes a token and returns a task",
        "'{0}' is a background loop, which {1}.");

    private static ImmutableArray<DiagnosticDescriptor> RecoveryRules => [BadValue, BadException, BadLoop];
}
