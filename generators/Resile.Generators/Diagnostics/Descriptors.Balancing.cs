using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Balancing = "Resile.Balancing";

    /// <summary>An operation has no verb, or several.</summary>
    public static readonly DiagnosticDescriptor OneVerb = Error("RSL1001", Balancing,
        "A balanced operation has one verb",
        "'{0}' has {1}. Put one of [Get], [Post], [Put], [Patch], [Delete], [Head], [Options] and [Send] on it, with its route.");

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

    /// <summary>An operation has several hash keys.</summary>
    public static readonly DiagnosticDescriptor OneHashKey = Error("RSL1020", Balancing,
        "An operation has at most one hash key",
        "'{0}' has several [HashKey] parameters, '{1}' and '{2}'. Leave it on one of them, or pass one that joins both.");

    /// <summary>A hash key cannot be hashed.</summary>
    public static readonly DiagnosticDescriptor NotHashable = Error("RSL1021", Balancing,
        "A hash key is a text, an enumeration or can be formatted",
        "[HashKey] stands on '{1}' of '{0}', a '{2}', which cannot be hashed the same way everywhere. Use a string, an enumeration, or a type that implements ISpanFormattable, as numbers, dates and Guid do.");

    /// <summary>A contract asks for a hashing policy without any key.</summary>
    public static readonly DiagnosticDescriptor NoHashKey = Warning("RSL1022", Balancing,
        "A policy that hashes has a key to hash",
        "'{0}' asks for the policy '{1}', but none of its parameters has [HashKey], so its calls go anywhere. Put it on the parameter that decides, or choose another policy.");

    /// <summary>An operation is hedged that may not be carried out twice.</summary>
    public static readonly DiagnosticDescriptor UnsafeHedge = Error("RSL1030", Balancing,
        "Only an idempotent operation is hedged",
        "'{0}' carries [Hedge], which sends slow calls twice, but a {1} is not idempotent. Add [Idempotent], if two calls have the effect of one, or remove [Hedge].");

    /// <summary>A hedge allows no extra load, or too much.</summary>
    public static readonly DiagnosticDescriptor BadHedge = Error("RSL1031", Balancing,
        "A hedge adds some load, and not too much",
        "'{0}' lets hedges add {1} times its load. MaxExtraLoad has to be more than 0 and at most 0.5, as in [Hedge(MaxExtraLoad = 0.01)].");

    /// <summary>A contract that travels in frames says how it would travel over HTTP.</summary>
    public static readonly DiagnosticDescriptor HttpOnly = Error("RSL1040", Balancing,
        "A contract that travels in frames has no verbs, routes and places",
        "'{0}' is marked with [{1}], which means something over HTTP alone, but its contract travels over {2}. Remove the attribute, or the contract's Transport.");

    /// <summary>A call or its reply cannot fit into a datagram.</summary>
    public static readonly DiagnosticDescriptor TooLargeForDatagram = Error("RSL1050", Balancing,
        "What travels over UDP can fit into a datagram",
        "'{0}' travels over UDP, but the smallest {1} takes {2} bytes as JSON, and a datagram carries {3}. Send less, or let the contract travel over TCP.");

    /// <summary>A call over UDP, or its reply, has a part that may be of any size.</summary>
    public static readonly DiagnosticDescriptor UnboundedDatagram = Info("RSL1051", Balancing,
        "What travels over UDP is small",
        "The {1} of '{0}' may be of any size ('{2}'), and a datagram carries {3} bytes of JSON: a larger one fails when it is sent. Make sure that it stays small, or let the contract travel over TCP.");

    /// <summary>A stream in a contract that travels over UDP.</summary>
    public static readonly DiagnosticDescriptor StreamInDatagram = Error("RSL1052", Balancing,
        "No stream travels over UDP",
        "'{0}' travels over UDP, where a call and its reply are one datagram each, but '{1}' is a stream. Let the contract travel over TCP or HTTP, or return a page at a time.");

    /// <summary>A stream is hedged.</summary>
    public static readonly DiagnosticDescriptor HedgedStream = Error("RSL1061", Balancing,
        "A stream of items is not hedged",
        "'{0}' carries [Hedge], but it returns a stream of items, of which two cannot become one. Remove [Hedge]; until its first item has come, a stream that fails is sent again as any other call.");

    /// <summary>An operation goes to several endpoints and returns what cannot be put together.</summary>
    public static readonly DiagnosticDescriptor CannotGather = Error("RSL1090", Balancing,
        "The answers of several endpoints can be put together",
        "'{0}' carries [{1}] and returns '{2}', but the answers of several endpoints make no such thing. Return Task<Replies<T>>, Task<IReadOnlyList<T>> or Task.");

    /// <summary>An operation goes to one endpoint and returns the replies of several.</summary>
    public static readonly DiagnosticDescriptor RepliesOfOne = Error("RSL1091", Balancing,
        "Replies are those of several endpoints",
        "'{0}' returns Replies, but goes to one endpoint alone. Put [Broadcast] or [Scatter] on it, or return the reply itself.");

    /// <summary>An operation goes to several endpoints, and is marked with what makes sense for one alone.</summary>
    public static readonly DiagnosticDescriptor OneMode = Error("RSL1092", Balancing,
        "An operation that goes to several endpoints is neither hedged nor keyed",
        "'{0}' carries [{1}] and [{2}], which contradict each other. Remove one of them.");

    /// <summary>A quorum is less than nobody.</summary>
    public static readonly DiagnosticDescriptor BadQuorum = Error("RSL1093", Balancing,
        "A quorum is a number of endpoints",
        "'{0}' asks for a quorum of {1}. Write how many endpoints have to answer, or 0 for the majority.");

    /// <summary>A canary or a shadow has no service, or a share that is none.</summary>
    public static readonly DiagnosticDescriptor BadAlternate = Error("RSL1094", Balancing,
        "A canary and a shadow have a service and a share",
        "'{0}' carries [{1}] with the service '{2}' and the share {3}. Name the service, and write a share from 0 to 1, as in [Canary(\"catalog-next\", Share = 0.05)].");

    private static ImmutableArray<DiagnosticDescriptor> BalancingRules =>
    [
        OneVerb, BadRoute, UnboundRoute, OneBody, NotText, RouteTakenTwice, BadWireName, NoService, OneHashKey, NotHashable, NoHashKey,
        UnsafeHedge, BadHedge, HttpOnly, TooLargeForDatagram, UnboundedDatagram, StreamInDatagram,
        HedgedStream,
        CannotGather, RepliesOfOne, OneMode, BadQuorum, BadAlternate,
    ];
}
