using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Sending;

/// <summary>Serializes messages and writes them to the outbox.</summary>
internal sealed class OutboxWriter(
    IMessageStore store,
    StoreStartup startup,
    EnvelopeWriter envelopes,
    OutboxSignal signal,
    MessagingMetrics metrics,
    Failpoints failpoints,
    IOptions<MessagingOptions> options,
    TimeProvider time)
{
    /// <summary>Gets the store that is written to.</summary>
    public IMessageStore Store => store;

    /// <summary>Writes a message inside a transaction; whoever commits that commits the message.</summary>
    public async Task WriteAsync<TMessage>(
        DbTransaction transaction,
        MessageDefinition<TMessage> definition,
        TMessage message,
        Guid? conversationId,
        CancellationToken cancellationToken)
        where TMessage : class
    {
        // Serialized before the first await: the caller may change the message as soon as the call returns its task.
        using var activity = StartActivity(definition);
        var record = Compose(definition, message, conversationId);
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        await store.Outbox.AppendAsync(transaction, [record], cancellationToken).ConfigureAwait(false);
        metrics.Enqueued.Add();
        failpoints.Reach(Failpoints.OutboxInserted);
    }

    /// <summary>Writes a message in a transaction of its own: one row, one commit.</summary>
    public async Task WriteAloneAsync<TMessage>(
        MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        using var activity = StartActivity(definition);
        var record = Compose(definition, message, conversationId: null);
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var connection = await store.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await store.BeginTransactionAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await store.Outbox.AppendAsync(transaction, [record], cancellationToken).ConfigureAwait(false);
                failpoints.Reach(Failpoints.OutboxInserted);

                // A commit that is abandoned half-way leaves the caller not knowing; so it is never abandoned.
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        failpoints.Reach(Failpoints.OutboxCommitted);
        metrics.Enqueued.Add();
        signal.Set();
    }

    /// <summary>Says that a transaction of the caller's was committed; for tests that kill the process there.</summary>
    public void ReachCommitted() => failpoints.Reach(Failpoints.OutboxCommitted);

    /// <summary>Lets the dispatcher look at the outbox: something was, or is about to be, committed.</summary>
    public void Signal() => signal.Set();

    private static Activity? StartActivity<TMessage>(MessageDefinition<TMessage> definition)
        where TMessage : class
    {
        var activity = MessagingMetrics.Activities.StartActivity("send", ActivityKind.Producer);
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.destination.name", definition.Topic);
        return activity;
    }

    private OutboxMessage Compose<TMessage>(MessageDefinition<TMessage> definition, TMessage message, Guid? conversationId)
        where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(message);
        var now = time.GetUtcNow();
        var messageId = Guid.CreateVersion7(now);
        var headers = TraceHeaders.Capture(Activity.Current);
        var body = envelopes.Write(definition, message, messageId, conversationId ?? messageId, now, headers);
        if (body.Length > options.Value.MaximumMessageSize)
        {
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{definition.Contract}.{definition.Operation} was not sent: the message has {body.Length} bytes, the limit is {options.Value.MaximumMessageSize} ({MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.MaximumMessageSize)}). Send a reference to the data instead, or raise the limit on both sides."));
        }

        return new OutboxMessage
        {
            MessageId = messageId,
            Destination = Destination.Topic(definition.Topic),
            MessageType = definition.Urn,
            ContentType = MessagingConstants.EnvelopeContentType,
            Body = body,
            Headers = HeaderCodec.Encode(headers),
            Flags = definition.Flags,
            CreatedAt = now,
        };
    }
}
