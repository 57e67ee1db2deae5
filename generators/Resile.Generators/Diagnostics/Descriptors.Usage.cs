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

    /// <summary>An operation takes no cancellation token.</summary>
    public static readonly DiagnosticDescriptor NoToken = Info("RSL0015", Shape,
        "An operation can be cancelled",
        "'{0}' takes no CancellationToken, so its caller cannot give up, and whoever implements it does not learn that nobody waits any more. Add 'CancellationToken cancellationToken = default' as its last parameter.");

    /// <summary>A secret is written to a log.</summary>
    public static readonly DiagnosticDescriptor SecretLogged = Warning("RSL0016", Shape,
        "A secret is not logged",
        "'{0}' {1}, but '{2}' writes it where others may read it. Leave it out, or write what stands for it, as an identity.");

    /// <summary>A project that is compiled ahead of time uses MassTransit.</summary>
    public static readonly DiagnosticDescriptor NotAhead = Warning("RSL3050", Messaging,
        "Messaging is not compiled ahead of time",
        "'{0}' stands on MassTransit 8, which makes code while it runs, and does not work with Native AOT. Let this service call one that sends and handles messages, or publish it without PublishAot.");

    /// <summary>A command or request can be handled by nobody.</summary>
    public static readonly DiagnosticDescriptor NoOwner = Warning("RSL3036", Messaging,
        "A command has an owner",
        "Nobody handles '{0}': no class implements '{1}', and no other project can see it. Implement it and add the handler, or make it public for the service that does.");

    /// <summary>Two classes of a service handle a command.</summary>
    public static readonly DiagnosticDescriptor TwoOwners = Warning("RSL3037", Messaging,
        "A command has one owner",
        "'{0}' is handled by '{1}' and by '{2}', so each command is carried out twice. Leave one of them, or make it an [Event].");

    /// <summary>The attempts of a call use up its deadline.</summary>
    public static readonly DiagnosticDescriptor ShortDeadline = Warning("RSL1100", Balancing,
        "A deadline leaves time for all attempts",
        "'{0}' has {1} in all, which {2} of {3} may use up, so that its last attempt is never made. Set an AttemptTimeout that leaves time for it, or a longer deadline.");

    /// <summary>A call is repeated by hand that may not be carried out twice.</summary>
    public static readonly DiagnosticDescriptor UnsafeRetry = Warning("RSL1101", Balancing,
        "Only an idempotent call is repeated",
        "'{0}' is called again after it failed, but may have been carried out, and is not idempotent. Mark it with [Idempotent], if two calls have the effect of one; else ask the exception's MayHaveBeenSent first.");

    /// <summary>A component counts as hung before a call to it is over.</summary>
    public static readonly DiagnosticDescriptor HangsBeforeDeadline = Warning("RSL1103", Balancing,
        "A component has as much time as the deadline of its calls",
        "'{0}' may take {1}, but the component behind it counts as hung after {2}, and is restarted. Set a HangAfterMs that is longer than the deadline, or a shorter deadline.");

    /// <summary>A component holds a lock of its thread while it awaits.</summary>
    public static readonly DiagnosticDescriptor LockOverAwait = Warning("RSL2035", Recovery,
        "A component holds no lock of its thread while it awaits",
        "'{0}' holds '{1}' while it awaits, and may go on with another thread, which cannot leave it. Leave it before, or use a SemaphoreSlim of the instance.");

    /// <summary>A component starts work that nothing ends.</summary>
    public static readonly DiagnosticDescriptor ForgottenWork = Warning("RSL2036", Recovery,
        "A component's work ends with it",
        "'{0}' forgets what it starts by '{1}': it goes on after a restart, and no supervisor sees it fail. Await it, make it a [BackgroundLoop], or end it when the component is disposed of.");

    /// <summary>A part of a message does not come out of the JSON as it went in.</summary>
    public static readonly DiagnosticDescriptor LostInMessage = Warning("RSL3030", Messaging,
        "What a message carries can be read again",
        "'{0}' {1}. {2}.");

    /// <summary>A method has no order, though it carries what orders another.</summary>
    public static readonly DiagnosticDescriptor NoOrder = Info("RSL3031", Messaging,
        "What carries an ordering key has an order",
        "'{0}' has no order, but '{1}' of the same contract is ordered by the '{2}' that it carries, too. Put [OrderingKey] on it, if neither may overtake the other.");

    /// <summary>Every rule about code that uses contracts.</summary>
    private static ImmutableArray<DiagnosticDescriptor> UsageRules => [NotAwaited, DualWrite, RawPublish, CallInHandler, UnknownToContext, NoToken, SecretLogged, NotAhead, NoOwner, TwoOwners, ShortDeadline, UnsafeRetry, HangsBeforeDeadline, LockOverAwait, ForgottenWork, LostInMessage, NoOrder];
}
