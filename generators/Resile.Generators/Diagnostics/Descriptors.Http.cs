using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    /// <summary>An operation gets back, or sends, what frames do not carry.</summary>
    public static readonly DiagnosticDescriptor HttpType = Error("RSL1062", Balancing,
        "Replies with headers, streams and files travel over HTTP",
        "'{0}' speaks of '{1}', which means something over HTTP alone, but its contract travels over {2}. Use a type that can be written as JSON, or let the contract travel over HTTP.");

    /// <summary>A stream would have to be sent more than once.</summary>
    public static readonly DiagnosticDescriptor StreamSentOnce = Error("RSL1063", Balancing,
        "A stream is sent once",
        "Parameter '{1}' of '{0}' is read while it is sent, but [{2}] may send it again or elsewhere as well. Remove [{2}], or send bytes.");

    /// <summary>A constant header cannot be sent.</summary>
    public static readonly DiagnosticDescriptor BadConstantHeader = Error("RSL1064", Balancing,
        "A constant header can be sent",
        "The header '{1}' of '{0}' {2}. Write it as in [Headers(\"X-Api-Version: 2\")].");

    /// <summary>An operation cannot get back what it says.</summary>
    public static readonly DiagnosticDescriptor BadReply = Error("RSL1065", Balancing,
        "An operation returns what its answer can bring",
        "'{0}' {1}.");

    /// <summary>An object cannot be taken apart.</summary>
    public static readonly DiagnosticDescriptor CannotFlatten = Error("RSL1066", Balancing,
        "What is taken apart has parts that are simple",
        "Parameter '{1}' of '{0}' is a '{2}', which cannot become {3}: {4}. Use public properties of simple types or lists of them, which a constructor or a setter takes.");

    /// <summary>A parameter of a query has a format that means nothing for it.</summary>
    public static readonly DiagnosticDescriptor BadFormat = Error("RSL1067", Balancing,
        "A format fits the parameter that has it",
        "Parameter '{1}' of '{0}' has {2}. Remove it from [Query].");

    /// <summary>A verb cannot be sent.</summary>
    public static readonly DiagnosticDescriptor BadVerb = Error("RSL1068", Balancing,
        "A verb of one's own is a word in capitals",
        "'{0}' is sent by the verb '{1}'{2}. Write capitals, as in [Send(\"PURGE\", \"/cache\")], and use the attribute of a verb that has one.");

    /// <summary>A parameter would set a header that is not its to set.</summary>
    public static readonly DiagnosticDescriptor ReservedHeader = Error("RSL1070", Balancing,
        "A parameter sets a header of the request's own",
        "Parameter '{1}' of '{0}' travels as the header '{2}', which {3}.");

    private static ImmutableArray<DiagnosticDescriptor> HttpRules =>
        [HttpType, StreamSentOnce, BadConstantHeader, BadReply, CannotFlatten, BadFormat, BadVerb, ReservedHeader];
}
