namespace Resile.Messaging.Transport;

/// <summary>Takes an envelope from a subscription's queue and settles it.</summary>
/// <param name="envelope">What came.</param>
/// <param name="cancellationToken">Cancelled when the transport is told to stop and its patience has ended.</param>
/// <returns>
/// Completes when the message is settled durably: handled, recognised as a duplicate, kept for a later attempt or put among
/// the dead letters. The transport then acknowledges it.
/// </returns>
/// <remarks>
/// <para>Where the subscription has an order, a message has its place as soon as the call has returned its task, finished or not: the next message
/// may then be handed over.</para>
/// <para>Throws only when nothing could be settled (the process is stopping, the store is away). The transport then gives the message
/// back to its queue, unacknowledged; it must never move it to an error queue of its own or drop it.</para>
/// </remarks>
public delegate Task EnvelopeReceiver(IncomingEnvelope envelope, CancellationToken cancellationToken);
