using System.Collections.Concurrent;
using Resile.Messaging.Transport;

namespace Resile.Benchmarks.Messaging;

/// <summary>Keeps what is published, so that the measurement can deliver it when it wants to.</summary>
internal sealed class RecordingTransport : IEnvelopeTransport
{
    public string Name => "recording";

    public ConfirmMeaning ConfirmMeaning => ConfirmMeaning.Stored;

    public bool IsAvailable => true;

    /// <summary>Gets what was published.</summary>
    public ConcurrentQueue<OutgoingEnvelope> Published { get; } = [];

    /// <summary>Gets who receives.</summary>
    public IReadOnlyList<Subscription> Subscriptions { get; private set; } = [];

    public Task StartAsync(IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken)
    {
        Subscriptions = subscriptions;
        return Task.CompletedTask;
    }

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        Published.Enqueue(envelope);
        return new(PublishResult.Confirmed);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
