using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

internal static partial class Descriptors
{
    private const string Messaging = "Resile.Messaging";

    /// <summary>A durable contract stands in the global namespace.</summary>
    public static readonly DiagnosticDescriptor ContractWithoutNamespace = Error("RSL3001", Messaging,
        "A durable contract has a namespace",
        "'{0}' stands in the global namespace, but the namespace is part of its messages' names on the wire. Put it into one.");

    /// <summary>A durable method has a result.</summary>
    public static readonly DiagnosticDescriptor DurableResult = Error("RSL3002", Messaging,
        "A durable method has no result unless it is a request",
        "'{0}' returns '{1}', but a durable call is complete when it is stored, long before anybody handles it. Return Task or ValueTask, and send the answer as a message of its own; or put [Request] on it, and the call waits for the answer, outside of any transaction.");

    /// <summary>A message type stands in the global namespace.</summary>
    public static readonly DiagnosticDescriptor MessageWithoutNamespace = Error("RSL3003", Messaging,
        "A message has a namespace",
        "'{0}' sends '{1}', which stands in the global namespace, but the namespace is part of its name on the wire. Put it into one.");

    /// <summary>A message type is abstract or generic.</summary>
    public static readonly DiagnosticDescriptor MessageNotConcrete = Error("RSL3004", Messaging,
        "A message is a concrete type",
        "'{0}' sends '{1}', which is abstract or generic, so its receiver could not tell what to make of it. Send a concrete class without type parameters.");

    /// <summary>Two methods of a contract send one message type.</summary>
    public static readonly DiagnosticDescriptor MessageSentTwice = Error("RSL3005", Messaging,
        "Each method of a durable contract has a message of its own",
        "'{0}' sends '{1}', as '{2}' does, so a receiver could not tell which of the two was called. Give one of them a message type or a name of its own.");

    /// <summary>Two methods of a contract have one name, Async aside.</summary>
    public static readonly DiagnosticDescriptor MethodNamedTwice = Error("RSL3006", Messaging,
        "Each method of a durable contract has a name of its own",
        "'{0}' has the name of '{1}' ('Async' does not count), so their handlers could not be told apart. Rename one of them.");

    /// <summary>A parameter cannot become a property of the record that is generated for loose parameters.</summary>
    public static readonly DiagnosticDescriptor BadProperty = Error("RSL3007", Messaging,
        "A parameter of a durable method can be a property of its message",
        "Parameter '{1}' of '{0}' becomes the property '{2}' of a record, which that record has already. Rename it.");

    /// <summary>A message has a name that brokers do not take.</summary>
    public static readonly DiagnosticDescriptor BadMessageName = Error("RSL3008", Messaging,
        "The name of a message is one that brokers take",
        "'{0}' sends '{1}', but the name of a message on the wire has at most 255 characters, which are ASCII letters, digits and underscores. Rename its type, or its namespace; where there is no type, the method, or its contract.");

    /// <summary>An operation has several ordering keys.</summary>
    public static readonly DiagnosticDescriptor OneOrderingKey = Error("RSL3010", Messaging,
        "A durable method has at most one ordering key",
        "'{0}' has several ordering keys, '{1}' and '{2}'. Leave [OrderingKey] on one of them, or mark a property that joins both.");

    /// <summary>What is marked as an ordering key cannot be one.</summary>
    public static readonly DiagnosticDescriptor BadOrderingKey = Error("RSL3011", Messaging,
        "An ordering key is a text, an enumeration or can be formatted",
        "The ordering key '{1}' of '{0}' {2}. Mark a string, an enumeration, or a value that implements IFormattable, as numbers and Guid do; on a parameter that is the message, name its property: [OrderingKey(nameof(OrderPlaced.OrderId))].");

    /// <summary>A message expires after what is no time.</summary>
    public static readonly DiagnosticDescriptor BadExpiry = Error("RSL3012", Messaging,
        "A message expires after a time",
        "'{0}' expires after '{1}', which is no time. Write it as 'hh:mm:ss' or 'd.hh:mm:ss', more than zero.");

    /// <summary>A method is both an event and a command.</summary>
    public static readonly DiagnosticDescriptor EventAndCommand = Error("RSL3013", Messaging,
        "A durable method is an event or a command",
        "'{0}' carries [Event] and [Command]. An event tells whoever wants to know, a command asks the one that owns it: leave one of them.");

    /// <summary>A method says what becomes of the messages behind one that fails, and has no order.</summary>
    public static readonly DiagnosticDescriptor FailureWithoutOrder = Warning("RSL3014", Messaging,
        "What becomes of the messages behind is said where there is an order",
        "'{0}' says OnFailure, but its messages have no order, so none is behind another. Put [OrderingKey] on what gives them one, or remove OnFailure.");

    /// <summary>An ordering key is secret.</summary>
    public static readonly DiagnosticDescriptor SecretOrderingKey = Error("RSL3015", Messaging,
        "An ordering key is no secret",
        "The ordering key '{1}' of '{0}' carries [Secret], but keys are stored, travel and are logged in clear. Order by something that others may read, such as an identity.");

    /// <summary>A request cannot be one.</summary>
    public static readonly DiagnosticDescriptor BadRequest = Error("RSL3020", Messaging,
        "A request has a result, a timeout, and nothing of a message",
        "'{0}' carries [Request], but {1}.");

    private static ImmutableArray<DiagnosticDescriptor> MessagingRules =>
    [
        ContractWithoutNamespace, DurableResult, MessageWithoutNamespace, MessageNotConcrete, MessageSentTwice, MethodNamedTwice, BadProperty,
        BadMessageName, OneOrderingKey, BadOrderingKey, BadExpiry, EventAndCommand, FailureWithoutOrder, SecretOrderingKey, BadRequest,
    ];
}
