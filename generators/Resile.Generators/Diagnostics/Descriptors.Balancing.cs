using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Balancing = "Resile.Balancing";

    /// <summary>An operation has no verb, or several.</summary>
    public static readonly DiagnosticDescriptor OneVerb = Error("RSL1001", Balancing,
        "A balanced operation has one verb",
        "'{0}' has {1}. Put one of [Get], [Post], [Put], [Patch] and [Delete] on it, with its route.");

    /// <summary>A route cannot be read.</summary>
    public static readonly DiagnosticDescriptor BadRoute = Error("RSL1002", Balancing,
        "A route is a path with parameters in braces",
        "The route '{1}' of '{0}' {2}. Write it like '/products/{{id}}'.");

    /// <summary>A parameter of a route is filled by nothing.</summary>
    public static readonly DiagnosticDescriptor UnboundRoute = Error("RSL1003", Balancing,
        "Every parameter of a route is filled",
        "The route '{1}' of '{0}' names '{2}', but the method has no such parameter. Add it, or correct the route.");

    /// <summary>An operation has several bodies, or one that its verb does not carry.</summary>
    public static readonly DiagnosticDescriptor OneBody = Error("RSL1004", Balancing,
        "An operation has at most one body, where its verb carries one",
        "'{0}' has {1}. Join what belongs together in one type, or say where the parameters travel: [Query], [Header] or the route.");

    /// <summary>A parameter cannot be written as text.</summary>
    public static readonly DiagnosticDescriptor NotText = Error("RSL1005", Balancing,
        "What travels in a path, query or header can be written as text",
        "Parameter '{1}' of '{0}' is a '{2}', which the {3} cannot carry. Use a simple type (IParsable<T> of itself, or an enumeration), lists of them in the query alone, or [Body].");

    /// <summary>Two operations have the same verb and route.</summary>
    public static readonly DiagnosticDescriptor RouteTakenTwice = Error("RSL1006", Balancing,
        "Each operation has a verb and route of its own",
        "'{0}' answers to {1} '{2}', as '{3}' does, so a server could not tell which of the two is called. Give one of them another route.");

    /// <summary>A query parameter or header has a name that cannot be sent.</summary>
    public static readonly DiagnosticDescriptor BadWireName = Error("RSL1007", Balancing,
        "What travels has a name that can be sent",
        "Parameter '{1}' of '{0}' travels in the {2} as '{3}', which is no name there. Use letters, digits and hyphens, as in 'X-Tenant'.");

    /// <summary>A contract names no service.</summary>
    public static readonly DiagnosticDescriptor NoService = Error("RSL1008", Balancing,
        "A balanced contract names its service and its policy",
        "'{0}' has an empty {1}. Name it as in [LoadBalanced(\"catalog\", Policy = LoadBalancingPolicies.PeakEwma)]; the policy may be left out.");

    /// <summary>A contract that travels over TCP says how it would travel over HTTP.</summary>
    public static readonly DiagnosticDescriptor HttpOnly = Error("RSL1020", Balancing,
        "A contract that travels over TCP has no verbs, routes and places",
        "'{0}' is marked with [{1}], which means something over HTTP alone, but its contract travels over TCP. Remove the attribute, or the contract's Transport.");

    private static ImmutableArray<DiagnosticDescriptor> BalancingRules =>
        [OneVerb, BadRoute, UnboundRoute, OneBody, NotText, RouteTakenTwice, BadWireName, NoService, HttpOnly];
}
