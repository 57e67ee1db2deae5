namespace Resile.Messaging.Storage;

/// <summary>Says what somebody has done with a dead letter, and who.</summary>
/// <param name="At">When.</param>
/// <param name="Action">What: <c>replay</c> or <c>discard</c>.</param>
/// <param name="Actor">Who.</param>
/// <param name="LetterId">The number that the letter had.</param>
/// <param name="Side">On which side it had been given up.</param>
/// <param name="Consumer">The consumer that had given it up; empty on the sending side.</param>
/// <param name="MessageId">The identity of the message.</param>
/// <param name="MessageType">The URN of the message type.</param>
/// <param name="Reason">Why it had been given up.</param>
public sealed record DeadLetterAction(
    DateTimeOffset At,
    string Action,
    string Actor,
    long LetterId,
    DeadLetterSide Side,
    string Consumer,
    Guid MessageId,
    string MessageType,
    string Reason)
{
    /// <summary>Gets the number that the store gave it; 0 before it is stored.</summary>
    public long Id { get; init; }
}
