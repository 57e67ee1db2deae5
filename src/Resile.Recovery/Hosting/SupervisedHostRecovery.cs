using Resile.Recovery.Supervision;

namespace Resile.Recovery.Hosting;

/// <summary>Hands the restart of the system to the loop that runs the host.</summary>
internal sealed class SupervisedHostRecovery(HostLife life) : ISystemRecovery
{
    /// <inheritdoc/>
    public void RestartSystem(string reason) => life.Request(reason, isProcessLost: false);

    /// <inheritdoc/>
    public void EndProcess(string reason) => life.Request(reason, isProcessLost: true);
}
