using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Requests;

/// <summary>The requests of this process that wait for their answers.</summary>
internal sealed partial class PendingRequests(
    KeyRing keys, MessagingMetrics metrics, IOptions<MessagingOptions> options, ILogger<PendingRequests> logger)
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ReceivedMessage>> _waiting = new();
    private int _count;

    /// <summary>Makes room for one.</summary>
    /// <param name="requestId">Its identity.</param>
    /// <param name="name">What it asks for, for errors.</param>
    /// <returns>Its answer. Whoever waits for it calls <see cref="Remove"/> afterwards.</returns>
    /// <exception cref="DurableMessageException">Too many wait, or one of this identity does.</exception>
    public Task<ReceivedMessage> Add(Guid requestId, string name)
    {
        var limit = options.Value.MaximumPendingRequests;
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} was not sent: {limit} requests wait for their answers, and no more may ({MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.MaximumPendingRequests)})."));
        }

        var answer = new TaskCompletionSource<ReceivedMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(requestId, answer))
        {
            Interlocked.Decrement(ref _count);
            throw new DurableMessageException($"{name} was not sent: a request of its identity waits already. Leave {nameof(SendOptions)}.{nameof(SendOptions.MessageId)} out.");
        }

        return answer.Task;
    }

    /// <summary>Forgets one: its answer, should it come, is late.</summary>
    public void Remove(Guid requestId)
    {
        _waiting.TryRemove(requestId, out _);
        Interlocked.Decrement(ref _count);
    }

    /// <summary>Takes an answer.</summary>
    public void Receive(IncomingEnvelope envelope)
    {
        try
        {
            // The bytes are the transport's until this method returns.
            var body = envelope.Body.ToArray();
            if (keys.Refuse(body, envelope.Headers) is { } why)
            {
                Log.Untrusted(logger, why);
                return;
            }

            var reply = EnvelopeReader.Read(body, envelope.ContentType, keys.Trusted(envelope.Headers));
            if (reply.RequestId is not { } requestId || !_waiting.TryGetValue(requestId, out var waiting) || !waiting.TrySetResult(reply))
            {
                metrics.LateReplies.Add();
                Log.Late(logger, reply.RequestId);
            }
        }
        catch (MalformedMessageException exception)
        {
            Log.NotAnAnswer(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An answer to a request is dropped: {Why}")]
        public static partial void Untrusted(ILogger logger, string why);

        [LoggerMessage(2, LogLevel.Debug, "An answer to the request {RequestId} is dropped: nobody waits for it any more.")]
        public static partial void Late(ILogger logger, Guid? requestId);

        [LoggerMessage(3, LogLevel.Error, "What came as an answer to a request is dropped, for it is none: {Error}")]
        public static partial void NotAnAnswer(ILogger logger, string error);
    }
}
