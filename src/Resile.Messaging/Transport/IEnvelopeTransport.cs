namespace Resile.Messaging.Transport;

/// <summary>Carries envelopes between processes: the seam between the engine and a broker.</summary>
/// <remarks>
/// <para>A transport moves bytes. It neither serializes nor retries nor stores: the engine does, so that every transport keeps
/// the same promise. One instance serves a process; <see cref="PublishAsync"/> is called from many threads at once, and the
/// engine bounds how many publications are under way.</para>
/// <para>Registered as a singleton <c>IEnvelopeTransport</c>; the engine starts it after the store, stops it before the store.</para>
/// </remarks>
public interface IEnvelopeTransport : IAsyncDisposable
{
    /// <summary>Gets a short name for logs, health and metrics: <c>in-memory</c>, <c>rabbitmq</c>.</summary>
    string Name { get; }

    /// <summary>Gets what <see cref="PublishOutcome.Confirmed"/> means here.</summary>
    /// <remarks>
    /// <para><see cref="ConfirmMeaning.Stored"/>: the broker keeps the message durably; it survives the death of both processes.</para>
    /// <para><see cref="ConfirmMeaning.Handled"/>: the transport forgets everything when the process dies, so it confirms only
    /// when every subscription that got the message has settled it, that is, when each <see cref="EnvelopeReceiver"/> call has
    /// returned. If one of them throws, the outcome is <see cref="PublishOutcome.Unavailable"/>.</para>
    /// </remarks>
    ConfirmMeaning ConfirmMeaning { get; }

    /// <summary>Gets whether the transport believes that it can publish now. For health and metrics; may be stale.</summary>
    bool IsAvailable { get; }

    /// <summary>Starts connecting and consuming, in the background.</summary>
    /// <param name="subscriptions">What to consume; may be empty.</param>
    /// <param name="cancellationToken">Abandons the start.</param>
    /// <remarks>
    /// Returns without waiting for the broker and does not fail because it is away: the host starts, messages are accepted and
    /// stored meanwhile. Declares queues, topics and bindings durably, by itself, again after every reconnect if need be.
    /// </remarks>
    Task StartAsync(IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken);

    /// <summary>Completes when the transport is connected and all of its own subscriptions are bound.</summary>
    /// <remarks>The dispatcher waits here before it publishes first, and after each <see cref="PublishOutcome.Unavailable"/>. May
    /// complete too early: the next publication then says so, and the dispatcher comes back after a pause.</remarks>
    Task WaitUntilAvailableAsync(CancellationToken cancellationToken);

    /// <summary>Publishes one envelope and waits for the confirm.</summary>
    /// <returns>What became of it. Every failure of broker or connection is an outcome, not an exception.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; whether the message arrived is not known.</exception>
    ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken);

    /// <summary>Opens the queue that the answers to this process's requests come to, unless it is open. It is temporary: it goes with the connection.</summary>
    /// <param name="receiver">Takes what comes; called from many threads at once, always the same one. It neither blocks nor throws.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns>The address by which others reach the queue, as it goes into envelopes.</returns>
    /// <exception cref="DurableMessageException">The broker is away, or the transport carries no requests.</exception>
    ValueTask<string> OpenRepliesAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken) =>
        throw new DurableMessageException($"The transport '{Name}' carries no requests.");

    /// <summary>Stops consuming, waits for receivers that run, then disconnects. What is not settled returns to its queue.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
