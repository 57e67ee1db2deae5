namespace Resile.Messaging.Transport;

/// <summary>What became of a publication.</summary>
public enum PublishOutcome
{
    /// <summary>Confirmed, in the sense of <see cref="IEnvelopeTransport.ConfirmMeaning"/>: the outbox row may go.</summary>
    Confirmed,

    /// <summary>Returned because no queue is bound to the destination. Kept and tried again, for ever.</summary>
    Unroutable,

    /// <summary>Refused for a reason of this message's own (a negative acknowledgement, a size limit). Tried again with back-off,
    /// then a dead letter.</summary>
    Rejected,

    /// <summary>The broker is away, blocked or did not answer. Costs the message no attempt; publishing pauses.</summary>
    Unavailable,
}
