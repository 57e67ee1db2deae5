namespace Resile.Recovery.Hosting;

/// <summary>What a systemd unit says that the services do not know.</summary>
public sealed class SystemdUnitOptions
{
    /// <summary>Gets or sets what the service is, in a few words.</summary>
    /// <value>The name of the program.</value>
    public string? Description { get; set; }

    /// <summary>Gets or sets the program, by its full path.</summary>
    /// <value>The one that runs.</value>
    public string? FileName { get; set; }

    /// <summary>Gets or sets its arguments.</summary>
    /// <value>None; for <c>--print-systemd-unit</c>, the other arguments of the program.</value>
    public IReadOnlyList<string>? Arguments { get; set; }

    /// <summary>Gets or sets the folder that it runs in.</summary>
    /// <value>The folder of the program that runs.</value>
    public string? WorkingDirectory { get; set; }

    /// <summary>Gets or sets the user that it runs as.</summary>
    /// <value>Null: a user that exists while the service runs (<c>DynamicUser=yes</c>).</value>
    public string? User { get; set; }

    /// <summary>Gets or sets within what time the process has to give a sign of life.</summary>
    /// <value>30 s; at least 1 s.</value>
    public TimeSpan WatchdogTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the pause before a restart.</summary>
    /// <value>1 s.</value>
    public TimeSpan RestartPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many starts in a row may fail before the service is left alone.</summary>
    /// <value>5. The interval is derived: as long as that many starts take that fail as slowly as they can.</value>
    public int StartLimitBurst { get; set; } = 5;
}
