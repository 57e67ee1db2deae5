using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Recovery.Supervision;

namespace Resile.Recovery.Health;

/// <summary>Says whether the components take calls.</summary>
/// <param name="supervision">What is supervised.</param>
/// <param name="isLiveness">Whether the question is if the process should live, rather than if it should get traffic.</param>
/// <remarks>
/// A component that restarts makes the process not ready, and never not live: an orchestrator that kills a process because part of
/// it is recovering doubles the outage.
/// </remarks>
internal sealed class SupervisionHealthCheck(SupervisionRoot supervision, bool isLiveness) : IHealthCheck
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isLiveness ? Liveness() : Readiness());

    private HealthCheckResult Liveness()
    {
        if (supervision.Snapshot().IsSystemRestarting)
        {
            return HealthCheckResult.Unhealthy("The process has asked to be started again.");
        }

        return supervision.SinceLastTick > LongestSilence
            ? HealthCheckResult.Unhealthy($"The watch over the components has not looked for {supervision.SinceLastTick}.")
            : HealthCheckResult.Healthy("The watch over the components goes on.");
    }

    private HealthCheckResult Readiness()
    {
        var down = supervision.Snapshot().Components.Where(static component => component.State != ComponentState.Open).ToArray();
        return down.Length == 0
            ? HealthCheckResult.Healthy("All components take calls.")
            : HealthCheckResult.Unhealthy("These components take no calls now: "
                + string.Join(", ", down.Select(static component => $"{component.Name} ({component.State})")) + ".");
    }
}
