using Resile.Messaging.Envelopes;

namespace Resile.Messaging.Receiving;

/// <summary>A handler that was added for several single methods of a contract: one queue, one class, several maps.</summary>
internal sealed class MergedHandlerBinding(HandlerBinding first, HandlerBinding second)
    : HandlerBinding(first.Contract, first.Handler, [.. first.Topics.Union(second.Topics, StringComparer.Ordinal)], first.IsOrdered || second.IsOrdered)
{
    /// <inheritdoc/>
    public override DeliveryOrder? FindOrder(ReceivedMessage message) => Of(message.MessageTypes).FindOrder(message);

    /// <inheritdoc/>
    public override string? FindType(IReadOnlyList<string> messageTypes) =>
        first.FindType(messageTypes) ?? second.FindType(messageTypes);

    /// <inheritdoc/>
    public override bool AnswersRequest(IReadOnlyList<string> messageTypes) => Of(messageTypes).AnswersRequest(messageTypes);

    /// <inheritdoc/>
    public override HandlerInvocation Read(ReceivedMessage message) => Of(message.MessageTypes).Read(message);

    private HandlerBinding Of(IReadOnlyList<string> messageTypes) => first.FindType(messageTypes) is null ? second : first;
}
