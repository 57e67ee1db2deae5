namespace Resile;

/// <summary>Makes a partial class the declaration of a supervisor: <c>[Child]</c> and <c>[ChildPool]</c> name what stands under it.</summary>
/// <param name="strategy">Which children restart when one of them fails.</param>
/// <remarks>
/// The build checks the tree, puts the children in the order in which their constructors need each other, and writes the method that adds them:
/// <c>resile.Components.AddOrdering()</c> for a class <c>Ordering</c>. The values set here are defaults: code and then the configuration section
/// <c>Resile:Supervisors:&lt;Class&gt;</c> override them.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SupervisorAttribute(SupervisionStrategy strategy = SupervisionStrategy.OneForOne) : Attribute
{
    /// <summary>Gets which children restart when one of them fails.</summary>
    public SupervisionStrategy Strategy { get; } = strategy;

    /// <summary>Gets or sets how many restarts of all children are allowed within <see cref="WithinSeconds"/> before what stands above is restarted.</summary>
    /// <value>3; from 0 to 1,000.</value>
    public int MaxRestarts { get; set; } = 3;

    /// <summary>Gets or sets the sliding window, in seconds, in which restarts are counted.</summary>
    /// <value>300; from 1 to 86,400.</value>
    public int WithinSeconds { get; set; } = 300;

    /// <summary>Gets or sets when the supervisor ends because significant children have ended that are not started again.</summary>
    /// <value><see cref="Resile.AutoShutdown.Never"/>.</value>
    public AutoShutdown AutoShutdown { get; set; }
}
