using System.Threading.Channels;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Publishes rows that have entered the window, and gives what became of them to be settled.</summary>
internal sealed class RowPublisher(
    EnvelopePublisher publisher, PublicationWindow window, TransportCircuit circuit, ChannelWriter<Publication> publications, TimeProvider time)
{
    /// <inheritdoc cref="Publish"/>
    public async Task<PublishOutcome> PublishAsync(
        OutboxRecord record, TaskCompletionSource<TimeSpan?>? settled, CancellationToken cancellationToken)
    {
        if (record.Message.ExpiresAt <= time.GetUtcNow())
        {
            window.EndPublication(record.Key);
            publications.TryWrite(new Publication(record, PublishResult.Confirmed, IsExpired: true, settled));
            return PublishOutcome.Confirmed;
        }

        var result = await publisher.PublishAsync(record, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == PublishOutcome.Unavailable)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                circuit.Open(result.Error);
            }

            window.Leave(record.Key);
        }
        else
        {
            window.EndPublication(record.Key);
            publications.TryWrite(new Publication(record, result, IsExpired: false, settled));
        }

        return result.Outcome;
    }
}
