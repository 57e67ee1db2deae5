using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Requests;
using Resile.Messaging.Sending;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>Runs a handler once: inbox row, the handler's effects and what it sends, in one transaction with one commit.</summary>
internal sealed class HandlerAttempt(
    IMessageStore store,
    IServiceScopeFactory scopes,
    OutboxWriter writer,
    SenderDirectory senders,
    Failpoints failpoints,
    TimeProvider time,
    ILogger<HandlerAttempt> logger)
{
    // A handler that ignores its token is left behind after this, and its transaction is never committed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs the handler.</summary>
    /// <param name="binding">The handler.</param>
    /// <param name="consumer">The name by which the inbox knows it.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="delivery">The message.</param>
    /// <param name="attempt">How often it is called within this delivery, this call included.</param>
    /// <param name="cancellationToken">The process is stopping.</param>
    /// <param name="answer">Gets the handler's result before the commit; what it throws prevents that.</param>
    /// <exception cref="StoreUnavailableException">The store failed, and not for what the handler did.</exception>
    /// <exception cref="Exception">The handler failed, or its commit did; nothing has happened.</exception>
    public async Task<AttemptOutcome> RunAsync(
        HandlerBinding binding, string consumer, TimeSpan timeout, Delivery delivery, int attempt, CancellationToken cancellationToken, Action<RequestResult>? answer = null)
    {
        var held = await BeginAsync(binding.Handler, cancellationToken).ConfigureAwait(false);
        await using var ending = held.ConfigureAwait(false);
        var transaction = held.Transaction;
        var outcome = await ClaimAsync(transaction, consumer, delivery, timeout + Grace, cancellationToken).ConfigureAwait(false);
        switch (outcome)
        {
            case AttemptOutcome.TakenElsewhere or AttemptOutcome.NotItsTurn:
                return outcome;
            case AttemptOutcome.Duplicate:
                // The redelivery that turned out to be one goes with this commit.
                await held.CommitAsync([], cancellationToken).ConfigureAwait(false);
                return outcome;
        }

        failpoints.Reach(Failpoints.InboxInserted);
        var scope = new HandlerScope(writer, transaction, held.CommitAsync, delivery.Message.Origin, $"'{binding.Handler}'");
        var result = await InvokeAsync(binding, consumer, timeout, delivery, attempt, scope, held, cancellationToken).ConfigureAwait(false);
        failpoints.Reach(Failpoints.HandlerReturned);
        if (result is not null)
        {
            answer?.Invoke(result);
        }

        held.RefuseIfBusy();
        await scope.CommitAsync(cancellationToken).ConfigureAwait(false);
        failpoints.Reach(Failpoints.HandlerCommitted);
        scope.Announce();
        return outcome;
    }

    private async ValueTask<AttemptTransaction> BeginAsync(Type handler, CancellationToken cancellationToken)
    {
        try
        {
            return new AttemptTransaction(
                await store.BeginAsync(cancellationToken).ConfigureAwait(false), store.Name, handler, logger);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreUnavailableException(store.Name, exception);
        }
    }

    private async Task<AttemptOutcome> ClaimAsync(
        DbTransaction transaction, string consumer, Delivery delivery, TimeSpan limit, CancellationToken cancellationToken)
    {
        var messageId = delivery.Message.MessageId;
        try
        {
            if (delivery.IsRedelivery && !await store.Redeliveries
                .TryTakeAsync(transaction, consumer, messageId, delivery.Attempts, cancellationToken).ConfigureAwait(false))
            {
                return AttemptOutcome.TakenElsewhere;
            }

            if (!await store.Inbox
                .TryInsertAsync(transaction, consumer, messageId, delivery.Message.SentByIdentity, time.GetUtcNow(), limit, cancellationToken).ConfigureAwait(false))
            {
                return AttemptOutcome.Duplicate;
            }

            return delivery.Order is { Key: var key }
                ? OutcomeOf(await store.Redeliveries
                    .ReadTurnAsync(transaction, consumer, key, messageId, delivery.Place, cancellationToken).ConfigureAwait(false))
                : AttemptOutcome.Handled;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(store.Name, exception);
        }
    }

    private static AttemptOutcome OutcomeOf(OrderedTurn turn) => turn switch
    {
        OrderedTurn.Later => AttemptOutcome.NotItsTurn,
        OrderedTurn.Kept => AttemptOutcome.TakenElsewhere,
        _ => AttemptOutcome.Handled,
    };

    private async Task<RequestResult?> InvokeAsync(
        HandlerBinding binding,
        string consumer,
        TimeSpan timeout,
        Delivery delivery,
        int attempt,
        HandlerScope handlerScope,
        AttemptTransaction held,
        CancellationToken cancellationToken)
    {
        using var activity = StartActivity(consumer, delivery.Message);
        var services = scopes.CreateAsyncScope();
        await using (services.ConfigureAwait(false))
        {
            services.ServiceProvider.GetRequiredService<DurableContextAccessor>().Context =
                CreateContext(consumer, delivery, attempt, handlerScope);
            handlerScope.Enter();
            held.Enter();
            try
            {
                return await LimitAsync(
                    token => binding.InvokeAsync(services.ServiceProvider, delivery.Message, token),
                    consumer,
                    timeout,
                    held,
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                held.Failed(exception);
                activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);
                throw;
            }
            finally
            {
                handlerScope.End();
            }
        }
    }

    private DurableContext CreateContext(string consumer, Delivery delivery, int attempt, HandlerScope handlerScope) =>
        new(handlerScope, writer, senders)
        {
            MessageId = delivery.Message.MessageId,
            ConversationId = delivery.Message.ConversationId,
            CorrelationId = delivery.Message.CorrelationId,
            Tenant = delivery.Message.Origin.Tenant,
            MessageType = delivery.Message.MessageTypes[0],
            Consumer = consumer,
            Delivery = delivery.Attempts + 1,
            Attempt = attempt,
            SentAt = delivery.Message.SentAt,
            Headers = delivery.Message.Headers,
        };

    private static Activity? StartActivity(string consumer, ReceivedMessage message)
    {
        if (!MessagingMetrics.Activities.HasListeners())
        {
            return null;
        }

        var activity = MessagingMetrics.Activities.StartActivity("process", ActivityKind.Consumer, TraceHeaders.Read(message.Headers));
        activity?.SetTag("messaging.operation.type", "process");
        activity?.SetTag("messaging.destination.name", consumer);
        activity?.SetTag("messaging.message.id", message.MessageId.ToString());
        return activity;
    }

    private async Task<RequestResult?> LimitAsync(
        Func<CancellationToken, Task<RequestResult?>> invoke,
        string consumer,
        TimeSpan timeout,
        AttemptTransaction held,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var grace = either.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelAfter(Grace), abandon);

        // On a thread of its own: a handler may block the one that calls it, and the limit has to hold all the same.
        var running = Task.Run(() => invoke(either.Token), CancellationToken.None);
        held.Handling = running;
        try
        {
            return await running.WaitAsync(abandon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Nobody waits for the end of what is left behind, so nobody else would look at how it ended.
            _ = running.ContinueWith(static task => task.Exception, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw new HandlerTimeoutException(consumer, timeout, isLeftBehind: !running.IsCompleted);
        }
    }
}
