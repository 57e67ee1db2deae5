using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    /// <summary>A message is stored outside the transaction that the same method commits, or too late for it.</summary>
    public static readonly DiagnosticDescriptor DualWrite = Warning("RSL3033", Messaging,
        "A message is stored with the data that it tells of",
        "'{0}' {1}. {2}.");

    /// <summary>A message is published past the outbox beside a write to a database.</summary>
    public static readonly DiagnosticDescriptor RawPublish = Warning("RSL3034", Messaging,
        "What is published beside a database write goes through the outbox",
        "'{0}' publishes past the outbox, beside what '{1}' writes to a database, so that one of the two may happen without the other. Declare a [DurableMessage] contract, and call it in the transaction.");

    /// <summary>A handler changes something outside of its transaction.</summary>
    public static readonly DiagnosticDescriptor CallInHandler = Warning("RSL3035", Messaging,
        "A handler asks others for nothing that two calls would do twice",
        "'{0}' is no part of the handler's transaction: when the handler fails later, it is called again, and {1} is not idempotent. Let the receiver recognize DurableContext.MessageId, or send a durable message instead.");

    /// <summary>The task of a durable call is dropped.</summary>
    public static readonly DiagnosticDescriptor NotAwaited = Warning("RSL3032", Messaging,
        "A durable call is awaited",
        "The task of '{0}' is dropped: the message may not be stored yet when the transaction commits, and nobody learns that it could not be. Await it.");

    /// <summary>A serializer context lacks a type that travels.</summary>
    public static readonly DiagnosticDescriptor UnknownToContext = Warning("RSL1102", Balancing,
        "A serializer context knows what travels",
        "'{0}' does not know '{1}', which '{2}' {3}. Without reflection the call fails. Add [JsonSerializable(typeof({1}))] to it.");

    /// <summary>Every rule about code that uses contracts.</summary>
    private static ImmutableArray<DiagnosticDescriptor> UsageRules => [NotAwaited, DualWrite, RawPublish, CallInHandler, UnknownToContext];
}
