namespace Resile;

/// <summary>Puts a supervisor under the one that a class declares.</summary>
/// <typeparam name="TSupervisor">A class with <see cref="SupervisorAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ChildAttribute<TSupervisor> : Attribute
    where TSupervisor : class
{
    /// <summary>Gets or sets when the supervisor is started again.</summary>
    /// <value><see cref="ChildRestart.Permanent"/>.</value>
    public ChildRestart Restart { get; set; }

    /// <summary>Gets or sets whether the supervisor above may end when this one has ended for good: see <see cref="SupervisorAttribute.AutoShutdown"/>.</summary>
    /// <value><see langword="false"/>; a permanent supervisor cannot be significant.</value>
    public bool Significant { get; set; }
}
