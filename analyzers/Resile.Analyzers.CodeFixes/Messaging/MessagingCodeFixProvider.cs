using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Diagnostics;
using Resile.Generators.Messaging;

namespace Resile.Analyzers.CodeFixes.Messaging;

/// <summary>Mends durable contracts: rules RSL3xxx.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MessagingCodeFixProvider)), Shared]
public sealed class MessagingCodeFixProvider : RemedyProvider
{
    private static readonly string[] MethodAttributes = [KnownTypes.EventAttribute, KnownTypes.CommandAttribute];

    /// <inheritdoc/>
    internal override ImmutableArray<Remedy> Table { get; } =
    [
        new(Descriptors.ContractWithoutNamespace, "MoveIntoNamespace", static finding => Namespaces.Move(finding, finding.Type)),
        new(Descriptors.MessageWithoutNamespace, "MoveIntoNamespace", static finding => Namespaces.Move(finding, Keys.MessageOf(finding))),
        new(Descriptors.DurableResult, "ReturnTask", Results.Drop),
        Remedies.Add(Descriptors.DurableResult, KnownTypes.RequestAttribute, static finding => Types.ResultOf(finding.Method) is not null && OrderingKeyRules.MethodAttributeOf(finding.Method!) is null),
        new(Descriptors.OneOrderingKey, "KeepFirst", static finding => Keys.Keep(finding, 1, 2)),
        new(Descriptors.OneOrderingKey, "KeepSecond", static finding => Keys.Keep(finding, 2, 1)),
        Remedies.Write(Descriptors.BadExpiry, "WriteTime",
            static finding => MethodAttributes.Select(name => Attributes.Named(finding.Attribute(name), "ExpiresAfter")).FirstOrDefault(static found => found is not null),
            static (_, text) => Meant.Expiry(text, TimeSpan.MaxValue)),
        Remedies.Remove(Descriptors.EventAndCommand, KnownTypes.CommandAttribute),
        Remedies.Remove(Descriptors.EventAndCommand, KnownTypes.EventAttribute),
        Remedies.RemoveArgument(Descriptors.FailureWithoutOrder, "RemoveOnFailure", "OnFailure", "Remove 'OnFailure'", MethodAttributes),
        new(Descriptors.SecretOrderingKey, "RemoveOrderingKey", Keys.RemoveSecret),
        Remedies.Remove(Descriptors.BadRequest, KnownTypes.RequestAttribute),
        Remedies.Remove(Descriptors.BadRequest, KnownTypes.EventAttribute),
        Remedies.Remove(Descriptors.BadRequest, KnownTypes.CommandAttribute),
        new(Descriptors.BadRequest, "RemoveOrderingKey", Keys.RemoveFromRequest),
        Remedies.Write(Descriptors.BadRequest, "WriteTime",
            static finding => Attributes.Named(finding.Attribute(KnownTypes.RequestAttribute), "Timeout"), static (_, text) => Meant.Expiry(text, TimeSpan.FromDays(1))),
        new(Descriptors.NotAwaited, "Await", Senders.Await),
        new(Descriptors.DualWrite, "TakePart", Senders.TakePart),
        new(Descriptors.NoOrder, "AddOrderingKey", Keys.Add),
    ];
}
