using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Sending;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Requests;

/// <summary>Sends requests past the outbox, and waits for their answers.</summary>
internal sealed class RequestClient(
    IServiceProvider services,
    MessageComposer composer,
    PendingRequests pending,
    SerializerSettings settings,
    MessagingMetrics metrics,
    TimeProvider time)
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="DurableMessageException">It was not sent, or not answered; the derived types say more.</exception>
    public async Task<TResult> SendAsync<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, TMessage message, SendOptions? options, CancellationToken cancellationToken)
        where TMessage : class
    {
        var name = $"{definition.Contract}.{definition.Operation}";
        RefuseWhereItCannotWait(name, options);
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = StartActivity(definition.Topic);
        var timeout = options?.ExpiresAfter ?? definition.ExpiresAfter!.Value;
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var transport = Transport(name);
            var request = composer.Compose(
                definition, message, options, origin: null, await OpenRepliesAsync(transport, name, either.Token).ConfigureAwait(false));
            var reply = await AskAsync(transport, name, request, either.Token).ConfigureAwait(false);
            return ReplyReader.Read(definition, reply, settings);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "timeout");
            throw new RequestTimeoutException(
                $"{name} was not answered within {timeout}. It may have been handled all the same: let its handler be fit to be asked again.");
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);
            throw;
        }
    }

    private static void RefuseWhereItCannotWait(string name, SendOptions? options)
    {
        if (HandlerScope.Current is not null)
        {
            throw new DurableMessageException(
                $"{name} was not sent: a handler cannot wait for the answer to a request, because its transaction stays open meanwhile and may still be undone. "
                + "Send a message, and let the answer be one.");
        }

        if (options?.ExpiresAfter > LongestTimeout)
        {
            throw new DurableMessageException(
                $"{name} was not sent: {nameof(SendOptions)}.{nameof(SendOptions.ExpiresAfter)} is {options.ExpiresAfter}, and nobody waits for an answer for more than {LongestTimeout}.");
        }

        if (options?.Delay is not null)
        {
            throw new DurableMessageException($"{name} was not sent: a request is sent at once. Leave {nameof(SendOptions)}.{nameof(SendOptions.Delay)} out.");
        }
    }

    private static Activity? StartActivity(string topic)
    {
        var activity = MessagingMetrics.Activities.StartActivity("request", ActivityKind.Client);
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.destination.name", topic);
        return activity;
    }

    // Only when it is asked for: a process that sends nothing but messages may have its transport set up later.
    private IEnvelopeTransport Transport(string name) => services.GetService<IEnvelopeTransport>()
        ?? throw new DurableMessageException($"{name} was not sent: messaging has no transport. Call UseInMemory or UseRabbitMq under resile.Messaging.");

    private async ValueTask<string> OpenRepliesAsync(IEnvelopeTransport transport, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.OpenRepliesAsync(pending.Receive, cancellationToken).ConfigureAwait(false);
        }
        catch (DurableMessageException exception)
        {
            throw new DurableMessageException($"{name} was not sent: {exception.Message}", exception);
        }
    }

    private async Task<ReceivedMessage> AskAsync(IEnvelopeTransport transport, string name, OutboxMessage request, CancellationToken cancellationToken)
    {
        var answer = pending.Add(request.MessageId, name);
        try
        {
            // Not abandoned with the caller: what a transport does with half a publication is its own affair, and it is bounded in time.
            metrics.Requests.Add();
            var publishing = PublishAsync(transport, request);
            if (await Task.WhenAny(answer, publishing).WaitAsync(cancellationToken).ConfigureAwait(false) == publishing)
            {
                // What follows is the caller's, and the thread may be one that has more to complete.
                await ((Task)publishing).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                RefuseUnsent(name, await publishing.ConfigureAwait(false));
            }

            return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            pending.Remove(request.MessageId);
        }
    }

    private static Task<PublishResult> PublishAsync(IEnvelopeTransport transport, OutboxMessage request) => transport.PublishAsync(
        new OutgoingEnvelope
        {
            MessageId = request.MessageId,
            Destination = request.Destination,
            MessageType = request.MessageType,
            ContentType = request.ContentType,
            Body = request.Body,
            Headers = HeaderCodec.Decode(request.Headers),
        },
        CancellationToken.None).AsTask();

    private static void RefuseUnsent(string name, PublishResult result)
    {
        switch (result.Outcome)
        {
            case PublishOutcome.Unroutable:
                throw new DurableMessageException(
                    $"{name} was not sent: nobody handles it ({result.Error}). Start the service that has its handler.");
            case PublishOutcome.Rejected:
                throw new DurableMessageException($"{name} was not sent: the transport refused it: {result.Error}");
            case PublishOutcome.Unavailable:
                throw new DurableMessageException($"{name} was not sent, as far as is known: the transport is not available: {result.Error}");
        }
    }
}
