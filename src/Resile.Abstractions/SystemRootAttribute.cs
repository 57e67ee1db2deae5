namespace Resile;

/// <summary>Makes a partial class the declaration of a program's topmost supervisor: when its restarts are used up, the system restarts.</summary>
/// <remarks>
/// <c>[Child]</c> and <c>[ChildPool]</c> name what stands under it, as for <see cref="SupervisorAttribute"/>; each of its children restarts alone. There is one
/// in a project. The values set here are defaults: code and then the configuration section <c>Resile:Supervisors:&lt;Class&gt;</c> override them.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SystemRootAttribute : Attribute
{
    /// <summary>Gets or sets how many restarts of the whole tree are allowed within <see cref="WithinSeconds"/> before the system is restarted.</summary>
    /// <value>3; from 0 to 1,000.</value>
    public int MaxRestarts { get; set; } = 3;

    /// <summary>Gets or sets the sliding window, in seconds, in which restarts are counted.</summary>
    /// <value>3,600; from 1 to 86,400.</value>
    public int WithinSeconds { get; set; } = 3600;
}
