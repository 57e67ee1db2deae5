namespace Resile.Testing.Messaging;

/// <summary>The values of a <see cref="MessagingHarness"/>.</summary>
public sealed class MessagingHarnessOptions
{
    /// <summary>Gets or sets the configuration of the program: <c>["Resile:Messaging:OrderEvents:ImmediateRetries"] = "0"</c>.</summary>
    /// <value>The default is empty; nothing is read from files or the environment.</value>
    public IReadOnlyDictionary<string, string?> Configuration { get; set; } = new Dictionary<string, string?>();

    /// <summary>Gets or sets the longest step in which time goes on where no message is due sooner.</summary>
    /// <value>More than zero. The default is 1 hour. Timers of your own that are due several times within a step are so once: set it to their period.</value>
    public TimeSpan LongestStep { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long, in real time, everything may stand still before time goes on.</summary>
    /// <value>Not negative. The default is 20 ms; a hundred times that while a handler works: one that has set no timer of the harness's clock.</value>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets or sets how long the harness waits, in real time, for what does not come.</summary>
    /// <value>More than zero. The default is 30 s.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);
}
