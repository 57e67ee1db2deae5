using Resile.Recovery.Processes;

namespace Resile.Recovery.Hosting;

/// <summary>How <see cref="SupervisedHost"/> watches its process, and what it prints for those that do.</summary>
public sealed class SupervisedHostOptions
{
    /// <summary>Gets or sets whether the process starts itself again as a child and watches it, as <c>--supervised</c> among its arguments asks for, too.</summary>
    /// <value><see langword="false"/>. A child of a watchdog never starts another.</value>
    public bool IsSupervised { get; set; }

    /// <summary>Gets or sets what changes how the child is watched.</summary>
    /// <value>
    /// Null: a child may take 2 min to start, may be silent for 30 s and has 40 s to end; 5 starts are allowed within the time
    /// that 5 of them take which fail as slowly as that.
    /// </value>
    public Action<ProcessWatchdogOptions>? ConfigureWatchdog { get; set; }

    /// <summary>Gets what is printed for <c>--print-systemd-unit</c>.</summary>
    public SystemdUnitOptions Systemd { get; } = new();

    /// <summary>Gets what is printed for <c>--print-kubernetes-probes</c>.</summary>
    public KubernetesProbeOptions Kubernetes { get; } = new();
}
