using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Mends what balanced contracts say of HTTP: verbs, routes, headers, bodies.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HttpCodeFixProvider)), Shared]
public sealed class HttpCodeFixProvider : RemedyProvider
{
    private static readonly string[] Named =
        [KnownTypes.HeaderAttribute, KnownTypes.QueryAttribute, KnownTypes.FormAttribute, KnownTypes.PartAttribute];

    /// <inheritdoc/>
    internal override ImmutableArray<Remedy> Table { get; } =
    [
        .. Verbs.All.Select(static verb => new Remedy(Descriptors.OneVerb, "Keep" + Finding.ShortName(verb), finding => Verbs.KeepOne(finding, verb))),
        Remedies.Write(Descriptors.BadRoute, "WriteRoute", Routes.ArgumentOf, static (_, text) => Routes.Meant(text)),
        new(Descriptors.UnboundRoute, "AddParameter", RouteParameters.Add),
        Remedies.Write(Descriptors.UnboundRoute, "CorrectRoute", Routes.ArgumentOf, static (finding, text) => Routes.Without(text, finding.Fact(2))),
        new(Descriptors.OneBody, "SendInQuery", Places.BodiesIntoQuery),
        new(Descriptors.NotText, "SendAsBody", Places.IntoBody),
        new(Descriptors.NotText, "SendInQuery", Places.ListIntoQuery),
        new(Descriptors.NotText, "TakeNoNull", Places.WithoutNull),
        Remedies.Write(Descriptors.BadWireName, "WriteName",
            static finding => Named.Select(name => Attributes.Positional(finding.Attribute(name), 0)).FirstOrDefault(static found => found is not null),
            static (_, text) => Meant.HeaderName(text)),
        new(Descriptors.HttpOnly, "RemoveAttribute", static finding => Remedies.Removal(Contracts.Marked(finding, finding.Fact(1)))),
        new(Descriptors.HttpOnly, "SayIdempotent", Verbs.SayIdempotent),
        new(Descriptors.HttpOnly, "TravelOverHttp", Transports.Http),
        new(Descriptors.HttpType, "ReturnValue", static finding => Replies.Unwrap(finding, KnownTypes.ReplyOfT) ?? Replies.Drop(finding)),
        new(Descriptors.HttpType, "SendBytes", Places.StreamToBytes),
        new(Descriptors.StreamSentOnce, "RemoveAttribute", static finding => Remedies.Removal(Contracts.Marked(finding, finding.Fact(2)))),
        new(Descriptors.StreamSentOnce, "SendBytes", Places.StreamToBytes),
        new(Descriptors.BadConstantHeader, "WriteHeader", ConstantHeaders.Write),
        new(Descriptors.BadConstantHeader, "RemoveHeader", ConstantHeaders.Remove),
        new(Descriptors.BadReply, "ReturnReply", static finding => Replies.OfHead(finding, KnownTypes.Reply)),
        new(Descriptors.BadReply, "ReturnTask", static finding => Replies.OfHead(finding, null)),
        Remedies.Remove(Descriptors.BadReply, KnownTypes.HedgeAttribute, static finding => finding.Fact(1).StartsWith("carries [Hedge]", StringComparison.Ordinal)),
        Remedies.RemoveArgument(Descriptors.BadFormat, "RemoveFormat", "Format", "Remove 'Format'", KnownTypes.QueryAttribute),
        Remedies.RemoveArgument(Descriptors.BadFormat, "RemoveCollection", "Collection", "Remove 'Collection'", KnownTypes.QueryAttribute),
        Remedies.Write(Descriptors.BadVerb, "WriteCapitals", static finding => Attributes.Positional(finding.Attribute(KnownTypes.SendAttribute), 0), static (_, text) => Verbs.Capitals(text)),
        new(Descriptors.BadVerb, "UseOwnAttribute", Verbs.UseOwnAttribute),
        new(Descriptors.ReservedHeader, "RemoveParameter", RouteParameters.RemoveHeader),
    ];
}
