namespace Resile.Messaging;

/// <summary>Sets up durable messages for the whole process. Configuration section: <c>Resile:Messaging</c>.</summary>
/// <remarks>Read at start-up; a value out of range stops the start, naming the key and the value.</remarks>
public sealed class MessagingOptions
{
    /// <summary>Gets or sets the name of the service, the first part of its queues' names.</summary>
    /// <value>The default is the host's application name. Processes of one name share their queues: they are nodes of one service.</value>
    public string? ServiceName { get; set; }

    /// <summary>Gets or sets how large a message may be, envelope included, in bytes; larger ones are refused when they are sent, and
    /// dead letters when they are received.</summary>
    /// <value>The default is 1,048,576 (1 MiB); from 1,024 to 134,217,728.</value>
    public int MaximumMessageSize { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets how many publications may wait for their confirms at once.</summary>
    /// <value>The default is 512; from 1 to 65,536.</value>
    public int DispatchWindow { get; set; } = 512;

    /// <summary>Gets or sets how long this process may hold its share of the outbox without renewing the lease.</summary>
    /// <value>The default is 10 seconds; from 1 second to 10 minutes.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how soon the outbox is looked at again after it was busy; the pause doubles while it stays empty.</summary>
    /// <value>The default is 20 milliseconds; from 1 millisecond to <see cref="MaximumPollInterval"/>.</value>
    public TimeSpan MinimumPollInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets or sets the longest pause between two looks at an empty outbox. What this process commits wakes it sooner.</summary>
    /// <value>The default is 1 second; up to 1 minute.</value>
    public TimeSpan MaximumPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets after how many refusals by the broker a message is given up. A broker that is away, and a topic without
    /// subscribers, cost no message its life.</summary>
    /// <value>The default is 10; from 1 to 1,000.</value>
    public int MaximumPublishAttempts { get; set; } = 10;

    /// <summary>Gets or sets how long the inbox remembers what was handled. A message that was sent earlier than that is a dead letter when it comes
    /// (<c>too-old</c>), never silently handled again.</summary>
    /// <remarks>Only an identity that tells its time is held to it (UUIDv7, which every message has that does not bring its own, and no delayed one).</remarks>
    /// <value>The default is 7 days; from 1 minute to 365 days.</value>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets or sets how old the oldest waiting message may grow before the health check reports it.</summary>
    /// <value>The default is 1 minute; from 1 second to 7 days.</value>
    public TimeSpan HealthyAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many messages the outbox is meant to hold: Q of the pressure M = P / Q.</summary>
    /// <value>The default is 1,000,000; at least 1. What becomes of more, <see cref="AtCapacity"/> says.</value>
    public long OutboxCapacity { get; set; } = 1_000_000;

    /// <summary>Gets or sets what becomes of a message that is sent while the outbox holds <see cref="OutboxCapacity"/> messages.</summary>
    /// <value>The default is <see cref="AtCapacity.Throw"/>.</value>
    public AtCapacity AtCapacity { get; set; }

    /// <summary>Gets or sets how long a call waits for room in the outbox where <see cref="AtCapacity"/> lets it wait.</summary>
    /// <value>The default is 30 seconds; from 0 to 1 hour.</value>
    public TimeSpan CapacityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many requests of this process may wait for their answers at once; further calls fail at once.</summary>
    /// <value>The default is 1,000; from 1 to 1,000,000.</value>
    public int MaximumPendingRequests { get; set; } = 1_000;

    /// <summary>Gets or sets how long the stop of the host waits for publications and handlers that run.</summary>
    /// <value>The default is 5 seconds; up to 10 minutes. What is cut off is published, or handled, again after the next start.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
