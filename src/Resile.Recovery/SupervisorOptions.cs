namespace Resile.Recovery;

/// <summary>The values of a supervisor, from the section <c>Resile:Supervisors:&lt;Name&gt;</c>.</summary>
public sealed class SupervisorOptions
{
    /// <summary>Gets or sets which components restart when one of them fails.</summary>
    /// <value><see cref="SupervisionStrategy.OneForOne"/>.</value>
    public SupervisionStrategy Strategy { get; set; }

    /// <summary>Gets or sets how many restarts of the whole service are allowed within <see cref="RestartWindow"/> before the system is restarted.</summary>
    /// <value>3.</value>
    public int MaxRestarts { get; set; } = 3;

    /// <summary>Gets or sets the sliding window in which restarts are counted.</summary>
    /// <value>5 min.</value>
    public TimeSpan RestartWindow { get; set; } = TimeSpan.FromMinutes(5);
}
