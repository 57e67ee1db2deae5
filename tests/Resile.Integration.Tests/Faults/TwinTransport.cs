using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.Faults;

/// <summary>Delivers everything twice at the same moment: once to each of two nodes of a service.</summary>
internal sealed class TwinTransport(List<Subscription> subscriptions) : IEnvelopeTransport
{
    public string Name => "twin";

    public ConfirmMeaning ConfirmMeaning => ConfirmMeaning.Handled;

    public bool IsAvailable => subscriptions.Count == 2;

    public Task StartAsync(IReadOnlyList<Subscription> added, CancellationToken cancellationToken)
    {
        lock (subscriptions)
        {
            subscriptions.AddRange(added);
        }

        return Task.CompletedTask;
    }

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        if (!IsAvailable)
        {
            return new PublishResult(PublishOutcome.Unavailable, "the other node is not there");
        }

        var incoming = new IncomingEnvelope
        {
            Body = envelope.Body,
            ContentType = envelope.ContentType,
            MessageId = envelope.MessageId,
            Headers = envelope.Headers,
        };
        await Task.WhenAll(subscriptions.Select(subscription => Task.Run(() => subscription.Receiver(incoming, cancellationToken), cancellationToken)));
        return PublishResult.Confirmed;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
