namespace Resile;

/// <summary>Puts a component under the supervisor that a class declares.</summary>
/// <typeparam name="TContract">An interface with <see cref="AutoRecoverAttribute"/>.</typeparam>
/// <typeparam name="TImplementation">
/// What stands behind it. The build chooses the constructor as dependency injection does, the one that is public or the one with
/// <c>[ActivatorUtilitiesConstructor]</c>, and writes the call.
/// </typeparam>
/// <remarks>The values set here are defaults: the configuration section <c>Resile:Components:&lt;Contract&gt;</c> overrides them.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ChildAttribute<TContract, TImplementation> : Attribute
    where TContract : class
    where TImplementation : class, TContract
{
    /// <summary>Gets or sets when the component is started again.</summary>
    /// <value><see cref="ChildRestart.Permanent"/>.</value>
    public ChildRestart Restart { get; set; }

    /// <summary>Gets or sets whether the supervisor may end when the component has ended for good: see <see cref="SupervisorAttribute.AutoShutdown"/>.</summary>
    /// <value><see langword="false"/>; a permanent component cannot be significant.</value>
    public bool Significant { get; set; }

    /// <summary>Gets or sets how many restarts are allowed within <see cref="WithinSeconds"/> before the supervisor restarts all its children.</summary>
    /// <value>5; from 0 to 1,000.</value>
    public int MaxRestarts { get; set; } = 5;

    /// <summary>Gets or sets the sliding window, in seconds, in which restarts are counted.</summary>
    /// <value>30; from 1 to 86,400.</value>
    public int WithinSeconds { get; set; } = 30;
}
