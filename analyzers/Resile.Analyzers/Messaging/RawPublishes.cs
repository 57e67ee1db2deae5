using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Messaging;

/// <summary>Finds what is published by MassTransit itself beside a write to a database.</summary>
internal static class RawPublishes
{
    /// <summary>The type without which there is nothing to find.</summary>
    public const string PublishEndpoint = "MassTransit.IPublishEndpoint";

    private const string Mediator = "MassTransit.Mediator.IMediator";

    private static readonly string[] Endpoints = [PublishEndpoint, "MassTransit.ISendEndpoint", "MassTransit.ISendEndpointProvider"];

    /// <summary>Tells whether a call publishes or sends by MassTransit itself. Its mediator stays in the process.</summary>
    public static bool Includes(IInvocationOperation call) =>
        call.TargetMethod.Name is "Publish" or "PublishBatch" or "Send" or "SendBatch"
        && TypeNames.Namespace(call.TargetMethod.ContainingNamespace) == "MassTransit"
        && Functions.ReceiverOf(call)?.Type is { } type
        && Endpoints.Any(endpoint => TypeSearch.IsA(type, endpoint)) && !TypeSearch.IsA(type, Mediator);

    /// <summary>Finds out whether such a call stands beside a write.</summary>
    public static Diagnostic? Find(IInvocationOperation call, IEnumerable<DatabaseWrite> writes, FlowGraph graph)
    {
        var beside = writes.Where(write => graph.Reaches(call.Syntax, write.Call.Syntax) || graph.Reaches(write.Call.Syntax, call.Syntax))
            .OrderBy(static write => write.IsCommit ? 0 : 1).FirstOrDefault();
        return beside is null ? null
            : Diagnostic.Create(Descriptors.RawPublish, Places.TargetOf(call), DurableCalls.NameOf(call), beside.Name);
    }
}
