using Resile.Messaging.Transport;

namespace Resile.Testing.Messaging;

/// <summary>The embedded transport of a node: nothing travels on it when the node is dead.</summary>
internal sealed class WatchedTransport(IEnvelopeTransport inner, MessagingNode node, CallLog log) : IEnvelopeTransport
{
    public string Name => inner.Name;

    public ConfirmMeaning ConfirmMeaning => inner.ConfirmMeaning;

    public bool IsAvailable => inner.IsAvailable;

    public Task StartAsync(IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken) =>
        inner.StartAsync(subscriptions, cancellationToken);

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => inner.WaitUntilAvailableAsync(cancellationToken);

    public ValueTask<string> OpenRepliesAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken) =>
        inner.OpenRepliesAsync(receiver, cancellationToken);

    public async ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        node.ThrowIfDead();
        if (envelope.Destination.Kind == DestinationKind.Topic)
        {
            log.Add(envelope);
        }

        node.Activity.PublicationBegins();
        try
        {
            var publishing = inner.PublishAsync(envelope, cancellationToken).AsTask();
            await Task.WhenAny(publishing, node.Died).ConfigureAwait(false);
            node.ThrowIfDead();
            return await publishing.ConfigureAwait(false);
        }
        finally
        {
            node.Activity.PublicationEnds();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
