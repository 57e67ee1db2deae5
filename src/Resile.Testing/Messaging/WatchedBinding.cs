using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Receiving;
using Resile.Messaging.Requests;

namespace Resile.Testing.Messaging;

/// <summary>Notes the calls of a handler.</summary>
internal sealed class WatchedBinding(HandlerBinding inner, MessagingNode node, CallLog log)
    : HandlerBinding(inner.Contract, inner.Handler, inner.Topics, inner.IsOrdered)
{
    public override DeliveryOrder? FindOrder(ReceivedMessage message) => inner.FindOrder(message);

    public override string? FindType(IReadOnlyList<string> messageTypes) => inner.FindType(messageTypes);

    public override bool AnswersRequest(IReadOnlyList<string> messageTypes) => inner.AnswersRequest(messageTypes);

    public override async Task<RequestResult?> InvokeAsync(IServiceProvider scope, ReceivedMessage message, CancellationToken cancellationToken)
    {
        var context = scope.GetRequiredService<DurableContext>();
        var run = new HandlerRun();
        node.Activity.CallBegins(run);
        var call = log.Begin(context.Consumer, new HandlerCall(
            Handler, context.MessageId, context.Delivery, context.Attempt, node.Time.GetUtcNow(), Error: null));
        run.Enter();
        try
        {
            return await inner.InvokeAsync(scope, message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!node.IsDead)
        {
            log.Fail(call, exception);
            throw;
        }
        finally
        {
            node.Activity.CallEnds(run);
        }
    }
}
