namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string DurableMessageAttribute = "Resile.DurableMessageAttribute";
    public const string EventAttribute = "Resile.EventAttribute";
    public const string CommandAttribute = "Resile.CommandAttribute";
    public const string RequestAttribute = "Resile.RequestAttribute";
    public const string OrderingKeyAttribute = "Resile.OrderingKeyAttribute";
    public const string SecretAttribute = "Resile.SecretAttribute";
    public const string Formattable = "System.IFormattable";
    public const string MessagingBuilder = "Resile.Messaging.MessagingBuilder";
    public const string DurableMessageOptions = "Resile.Messaging.DurableMessageOptions";
    public const string MessageSender = "Resile.Messaging.Contracts.IMessageSender";
    public const string HandlerMap = "Resile.Messaging.Contracts.HandlerMap`1";
    public const string MessageDefinition = "Resile.Messaging.Contracts.MessageDefinition`1";
}
