using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Mends balanced contracts, whatever they travel over: rules RSL1xxx.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BalancingCodeFixProvider)), Shared]
public sealed class BalancingCodeFixProvider : RemedyProvider
{
    /// <inheritdoc/>
    internal override ImmutableArray<Remedy> Table { get; } =
    [
        Remedies.Write(Descriptors.NoService, "NameService",
            static finding => Attributes.Positional(finding.Attribute(KnownTypes.LoadBalancedAttribute), 0), static (finding, text) => text.Trim().Length == 0 ? Contracts.ServiceOf(finding.Type) : null),
        Remedies.RemoveArgument(Descriptors.NoService, "UseDefaultPolicy", "Policy", "Use the default policy", KnownTypes.LoadBalancedAttribute),
        new(Descriptors.OneHashKey, "KeepFirst", static finding => Contracts.KeepKey(finding, KnownTypes.HashKeyAttribute, 1, 2)),
        new(Descriptors.OneHashKey, "KeepSecond", static finding => Contracts.KeepKey(finding, KnownTypes.HashKeyAttribute, 2, 1)),
        Remedies.RemoveArgument(Descriptors.NoHashKey, "UseDefaultPolicy", "Policy", "Use the default policy", KnownTypes.LoadBalancedAttribute),
        Remedies.Remove(Descriptors.UnsafeHedge, KnownTypes.HedgeAttribute),
        Remedies.Add(Descriptors.UnsafeHedge, KnownTypes.IdempotentAttribute),
        new(Descriptors.BadHedge, "WriteAsShare", static finding => Contracts.WriteShare(finding, KnownTypes.HedgeAttribute, "MaxExtraLoad", 0.5)),
        Remedies.RemoveArgument(Descriptors.BadHedge, "UseDefaultLoad", "MaxExtraLoad", "Use the default of 0.01", KnownTypes.HedgeAttribute),
        Remedies.Remove(Descriptors.HedgedStream, KnownTypes.HedgeAttribute),
        new(Descriptors.TooLargeForDatagram, "TravelOverTcp", Transports.Tcp),
        new(Descriptors.UnboundedDatagram, "TravelOverTcp", Transports.Tcp),
        new(Descriptors.StreamInDatagram, "TravelOverTcp", Transports.TcpForItems),
        new(Descriptors.CannotGather, "ReturnReplies", Replies.Gather),
        Remedies.Add(Descriptors.RepliesOfOne, KnownTypes.BroadcastAttribute),
        Remedies.Add(Descriptors.RepliesOfOne, KnownTypes.ScatterAttribute),
        new(Descriptors.RepliesOfOne, "ReturnReply", static finding => Replies.Unwrap(finding, KnownTypes.RepliesOfT)),
        new(Descriptors.OneMode, "RemoveFirst", static finding => Remedies.Removal(Contracts.Marked(finding, finding.Fact(1)))),
        new(Descriptors.OneMode, "RemoveSecond", static finding => Remedies.Removal(Contracts.Marked(finding, finding.Fact(2)))),
        Remedies.RemoveArgument(Descriptors.BadQuorum, "UseMajority", "Quorum", "Wait for the majority", KnownTypes.ScatterAttribute),
        new(Descriptors.BadAlternate, "WriteAsShare", static finding => Contracts.WriteShare(finding, $"Resile.{finding.Fact(1)}Attribute", "Share", 1)),
        new(Descriptors.BadAlternate, "UseDefaultShare", static finding => Contracts.UseDefaultShare(finding)),
        new(Descriptors.UnknownToContext, "AddToContext", JsonContexts.Add),
    ];
}
