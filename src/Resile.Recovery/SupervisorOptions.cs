namespace Resile.Recovery;

/// <summary>The values of a supervisor, from the section <c>Resile:Supervisors:&lt;Name&gt;</c>.</summary>
public sealed class SupervisorOptions
{
    /// <summary>Gets or sets which components restart when one of them fails.</summary>
    /// <value><see cref="SupervisionStrategy.OneForOne"/>.</value>
    public SupervisionStrategy Strategy { get; set; }

    /// <summary>Gets or sets when the supervisor itself is started again, where it stands under another one.</summary>
    /// <value><see cref="ChildRestart.Permanent"/>.</value>
    public ChildRestart Restart { get; set; }

    /// <summary>Gets or sets whether the supervisor above may end when this one has ended for good: see <see cref="AutoShutdown"/>.</summary>
    /// <value><see langword="false"/>; a permanent supervisor cannot be significant.</value>
    public bool IsSignificant { get; set; }

    /// <summary>Gets or sets when the supervisor ends because significant children have ended that are not started again.</summary>
    /// <value><see cref="AutoShutdown.Never"/>.</value>
    public AutoShutdown AutoShutdown { get; set; }

    /// <summary>Gets or sets how many restarts of the whole service are allowed within <see cref="RestartWindow"/> before the system is restarted.</summary>
    /// <value>3.</value>
    public int MaxRestarts { get; set; } = 3;

    /// <summary>Gets or sets the sliding window in which restarts are counted.</summary>
    /// <value>5 min.</value>
    public TimeSpan RestartWindow { get; set; } = TimeSpan.FromMinutes(5);
}
