namespace Resile.Messaging;

/// <summary>Sets up how a handler receives messages. Configuration section: <c>Resile:Messaging:&lt;Contract&gt;</c>.</summary>
/// <remarks>
/// Code sets values per handler; the section of the contract is applied last and holds for all handlers of the contract in this
/// process. Read at start-up; a value out of range stops the start, naming the key and the value.
/// </remarks>
public sealed class DurableMessageOptions
{
    /// <summary>Gets or sets how many messages a handler takes at once, those that are delivered again included.</summary>
    /// <value>The default is 8; from 1 to 1,024. On SQLite, handlers take turns whatever is set here, for it has one writer; as many
    /// share a commit.</value>
    public int Concurrency { get; set; } = 8;

    /// <summary>Gets or sets how many messages are fetched from the broker ahead of being handled.</summary>
    /// <value>The default is 32; from 1 to 65,535.</value>
    public int Prefetch { get; set; } = 32;

    /// <summary>Gets or sets how often a handler that failed is called again at once, each time in a new transaction and a new scope.</summary>
    /// <value>The default is 5; from 0 to 100.</value>
    public int ImmediateRetries { get; set; } = 5;

    /// <summary>Gets or sets the pauses before the later attempts, after which the message is a dead letter.</summary>
    /// <value>
    /// The default is 10 s, 30 s, 2 min, 10 min and 1 h; at most 100 pauses of up to 7 days. Empty: no later attempt. Each pause is
    /// varied by a tenth, so that messages which failed together do not return together.
    /// </value>
    public IReadOnlyList<TimeSpan> RedeliveryDelays { get; set; } =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
    ];

    /// <summary>Gets or sets how long one call of a handler may take; then its token is cancelled, and the attempt has failed.</summary>
    /// <value>The default is 30 seconds; from 1 millisecond to 1 day.</value>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the handler's name, the last part of its queue's name.</summary>
    /// <value>The default is the name of the handler's class. Set it before the class is renamed: the old queue would wait for ever.</value>
    public string? HandlerName { get; set; }
}
