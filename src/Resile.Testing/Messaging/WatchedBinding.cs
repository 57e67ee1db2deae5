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

    public override HandlerInvocation Read(ReceivedMessage message)
    {
        var invocation = inner.Read(message);
        return (scope, cancellationToken) => InvokeAsync(invocation, scope, cancellationToken);
    }

    private async Task<RequestResult?> InvokeAsync(HandlerInvocation invocation, IServiceProvider scope, CancellationToken cancellationToken)
    {
        var context = scope.GetRequiredService<DurableContext>();
        var run = new HandlerRun();
        node.Activity.CallBegins(run);
        var call = log.Begin(context.Consumer, new HandlerCall(
            Handler, context.MessageId, context.Delivery, context.Attempt, node.Time.GetUtcNow(), Error: null));
        run.Enter();
        try
        {
            return await invocation(scope, cancellationToken).ConfigureAwait(false);
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
