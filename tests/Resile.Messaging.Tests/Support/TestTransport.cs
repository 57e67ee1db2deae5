using System.Collections.Concurrent;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests.Support;

/// <summary>A transport inside the test, which does what the test says: be away, return, refuse, deliver twice.</summary>
internal sealed class TestTransport : IEnvelopeTransport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _queues = [];
    private Action<IncomingEnvelope>? _replies;
    private TaskCompletionSource _available = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestTransport() => _available.SetResult();

    public string Name => "test";

    public ConfirmMeaning ConfirmMeaning => ConfirmMeaning.Handled;

    public bool IsAvailable => _available.Task.IsCompleted;

    /// <summary>Gets every publication that was tried, in order.</summary>
    public ConcurrentQueue<OutgoingEnvelope> Tried { get; } = [];

    /// <summary>Gets or sets what decides the fate of a publication; none lets it through.</summary>
    public Func<OutgoingEnvelope, PublishResult?>? Fate { get; set; }

    /// <summary>Gets or sets how often each message is delivered.</summary>
    public int Copies { get; set; } = 1;

    /// <summary>Gets or sets what the stop waits for.</summary>
    public Func<CancellationToken, Task>? Stopping { get; set; }

    public IReadOnlyCollection<Subscription> Subscriptions => _queues.Values;

    public bool IsStarted { get; private set; }

    public Task StartAsync(IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken)
    {
        IsStarted = true;
        foreach (var subscription in subscriptions)
        {
            Subscribe(subscription);
        }

        return Task.CompletedTask;
    }

    public void Subscribe(Subscription subscription)
    {
        lock (_lock)
        {
            _queues[subscription.Queue] = subscription;
        }
    }

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => _available.Task.WaitAsync(cancellationToken);

    public void GoAway() => _available = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ComeBack() => _available.TrySetResult();

    public ValueTask<string> OpenRepliesAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken)
    {
        _replies = receiver;
        return new("test://replies");
    }

    public async ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Tried.Enqueue(envelope);
        if (!IsAvailable)
        {
            return new PublishResult(PublishOutcome.Unavailable, "away");
        }

        if (envelope.Destination.Kind == DestinationKind.Reply)
        {
            _replies?.Invoke(Incoming(envelope));
            return PublishResult.Confirmed;
        }

        if (Fate?.Invoke(envelope) is { } fate)
        {
            return fate;
        }

        Subscription[] receivers;
        lock (_lock)
        {
            receivers = [.. _queues.Values.Where(queue => IsBound(queue, envelope.Destination))];
        }

        if (receivers.Length == 0 && envelope.SubscriberRequired)
        {
            return new PublishResult(PublishOutcome.Unroutable, "no queue");
        }

        try
        {
            await Task.WhenAll(
                from receiver in receivers
                from copy in Enumerable.Range(0, Copies)
                select receiver.Receiver(Incoming(envelope), cancellationToken));
            return PublishResult.Confirmed;
        }
        catch (Exception exception)
        {
            return new PublishResult(PublishOutcome.Unavailable, exception.Message);
        }
    }

    /// <summary>Puts something into a queue as if it came from elsewhere.</summary>
    public Task DeliverAsync(string queue, byte[] body, string? contentType = null, Guid? messageId = null) =>
        DeliverAsync(queue, body, [], contentType, messageId);

    public Task DeliverAsync(
        string queue, byte[] body, IReadOnlyList<KeyValuePair<string, string>> headers, string? contentType = null, Guid? messageId = null) =>
        _queues[queue].Receiver(
            new IncomingEnvelope { Body = body, Headers = headers, ContentType = contentType, MessageId = messageId }, CancellationToken.None);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        IsStarted = false;
        return Stopping?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsBound(Subscription queue, Destination destination) => destination.Kind == DestinationKind.Queue
        ? queue.Queue == destination.Name
        : queue.Topics.Contains(destination.Name);

    private static IncomingEnvelope Incoming(OutgoingEnvelope envelope) => new()
    {
        Body = envelope.Body,
        ContentType = envelope.ContentType,
        MessageId = envelope.MessageId,
        Headers = envelope.Headers,
    };
}
