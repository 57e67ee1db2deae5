namespace Resile.Messaging.Diagnostics;

/// <summary>Names every step at which a process may die, so that tests can make it die there.</summary>
/// <remarks>Costs one comparison a step where no test listens.</remarks>
internal sealed class Failpoints(Action<string>? reached = null)
{
    public const string OutboxInserted = "outbox-inserted";
    public const string OutboxCommitted = "outbox-committed";
    public const string OutboxRead = "outbox-read";
    public const string Publishing = "publishing";
    public const string Confirmed = "confirmed";
    public const string Deleting = "deleting";
    public const string Deleted = "deleted";
    public const string Received = "received";
    public const string InboxInserted = "inbox-inserted";
    public const string HandlerReturned = "handler-returned";
    public const string HandlerCommitted = "handler-committed";
    public const string RedeliverySaved = "redelivery-saved";
    public const string DeadLetterSaved = "dead-letter-saved";

    /// <summary>Gets every step, in the order of a message's way.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        OutboxInserted, OutboxCommitted, OutboxRead, Publishing, Received, InboxInserted, HandlerReturned, HandlerCommitted,
        RedeliverySaved, DeadLetterSaved, Confirmed, Deleting, Deleted,
    ];

    /// <summary>Says that a step was reached.</summary>
    public void Reach(string step) => reached?.Invoke(step);
}
