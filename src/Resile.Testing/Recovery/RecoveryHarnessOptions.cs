namespace Resile.Testing.Recovery;

/// <summary>The values of a <see cref="RecoveryHarness"/>.</summary>
public sealed class RecoveryHarnessOptions
{
    /// <summary>Gets or sets the seed of the pauses before restarts.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Gets or sets the configuration of the program: <c>["Resile:Components:Inventory:MaxRestarts"] = "1"</c>.</summary>
    /// <value>The default is empty; nothing is read from files or the environment.</value>
    public IReadOnlyDictionary<string, string?> Configuration { get; set; } = new Dictionary<string, string?>();

    /// <summary>Gets or sets how long, in real time, starts, ends and running calls may stand still before time goes on: whether they wait for it cannot be seen.</summary>
    /// <value>Not negative. The default is 20 ms.</value>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets or sets how long the harness waits, in real time, for code that neither ends nor waits for virtual time.</summary>
    /// <value>More than zero. The default is 30 s.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);
}
