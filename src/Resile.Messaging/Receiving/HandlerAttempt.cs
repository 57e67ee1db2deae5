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
        using var limit = new HandlerLimit(consumer, timeout, time, cancellationToken);
        var held = new AttemptTransaction(store, binding.Handler, logger);
        await using var ending = held.ConfigureAwait(false);

        // A handler may block the thread that calls it, and its limit has to hold all the same: this method waits for another one.
        var handling = HandleAsync(binding, consumer, delivery, attempt, held, limit, cancellationToken);
        held.Handling = handling;
        var (outcome, result) = await limit.WaitAsync(handling).ConfigureAwait(false);
        switch (outcome)
        {
            case AttemptOutcome.TakenElsewhere or AttemptOutcome.NotItsTurn:
                return outcome;
            case AttemptOutcome.Duplicate:
                // The redelivery that turned out to be one goes with this commit.
                await held.CommitAsync([], cancellationToken).ConfigureAwait(false);
                return outcome;
        }

        failpoints.Reach(Failpoints.HandlerReturned);
        if (result is not null)
        {
            answer?.Invoke(result);
        }

        held.RefuseIfBusy();
        await held.Scope!.CommitAsync(cancellationToken).ConfigureAwait(false);
        failpoints.Reach(Failpoints.HandlerCommitted);
        held.Scope.Announce();
        return outcome;
    }

    /// <summary>Begins the transaction, writes the inbox row and calls the handler. Where it is given up, this goes on without its transaction.</summary>
    private async Task<(AttemptOutcome Outcome, RequestResult? Result)> HandleAsync(
        HandlerBinding binding,
        string consumer,
        Delivery delivery,
        int attempt,
        AttemptTransaction held,
        HandlerLimit limit,
        CancellationToken cancellationToken)
    {
        // What can be done before the transaction is: others may wait for its end.
        var invoke = binding.Read(delivery.Message);
        var services = scopes.CreateAsyncScope();
        await using (services.ConfigureAwait(false))
        {
            await held.BeginAsync(cancellationToken).ConfigureAwait(false);
            var outcome = await ClaimAsync(held.Transaction, consumer, delivery, limit.Longest, cancellationToken).ConfigureAwait(false);
            if (outcome != AttemptOutcome.Handled)
            {
                return (outcome, null);
            }

            failpoints.Reach(Failpoints.InboxInserted);
            using var activity = StartActivity(consumer, delivery.Message);
            held.Scope = new HandlerScope(writer, held.Transaction, held.CommitAsync, delivery.Message.Origin, $"'{binding.Handler}'");
            services.ServiceProvider.GetRequiredService<DurableContextAccessor>().Context = CreateContext(consumer, delivery, attempt, held);
            held.Enter();
            try
            {
                return (outcome, await limit.RunAsync(token => invoke(services.ServiceProvider, token)).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                held.Failed(exception);
                activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);
                throw;
            }
            finally
            {
                held.Scope.End();
            }
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

    private DurableContext CreateContext(string consumer, Delivery delivery, int attempt, AttemptTransaction held) =>
        new(held.Scope!, held.Held, writer, senders)
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
}
