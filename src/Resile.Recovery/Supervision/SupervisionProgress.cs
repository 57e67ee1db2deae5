using Resile.Recovery.Processes;

namespace Resile.Recovery.Supervision;

/// <summary>Says whether the watch over the components goes on.</summary>
internal sealed class SupervisionProgress(SupervisionRoot root, SystemRung system) : ICriticalProgress
{
    /// <inheritdoc/>
    public string? FindOverdue(TimeSpan patience)
    {
        if (system.IsRestarting)
        {
            return "the system has asked to be started again, and is still here.";
        }

        return root.SinceLastTick > patience
            ? $"the watch over the components has not looked for {root.SinceLastTick}."
            : root.StuckSupervisor is { } name ? $"the supervisor '{name}' does not come to a decision." : null;
    }
}
