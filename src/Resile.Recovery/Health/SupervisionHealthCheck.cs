using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Recovery.Supervision;

namespace Resile.Recovery.Health;

/// <summary>Says whether the components take calls.</summary>
/// <param name="supervision">What is supervised.</param>
/// <param name="asked">What is asked.</param>
/// <remarks>
/// A component that restarts makes the process not ready, and never not live: an orchestrator that kills a process because part of
/// it is recovering doubles the outage.
/// </remarks>
internal sealed class SupervisionHealthCheck(SupervisionRoot supervision, SupervisionCheck asked) : IHealthCheck
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(asked switch
        {
            SupervisionCheck.Live => Liveness(supervision.Snapshot()),
            SupervisionCheck.Startup => Startup(),
            _ => Readiness(supervision.Snapshot()),
        });

    private static HealthCheckResult Readiness(SupervisionSnapshot snapshot)
    {
        if (snapshot.IsSystemRestarting)
        {
            return HealthCheckResult.Unhealthy("The process has asked to be started again.");
        }

        var down = snapshot.Components.Where(static component => component.State != ComponentState.Open && !component.HasEndedForGood).ToArray();
        if (down.Length == 0)
        {
            return HealthCheckResult.Healthy("All components take calls.");
        }

        var description = $"These components take no calls now: {Names(down)}.";
        return down.Any(static component => component.Restart == ChildRestart.Permanent)
            ? HealthCheckResult.Unhealthy(description)
            : HealthCheckResult.Degraded(description);
    }

    private static string Names(IEnumerable<ComponentSnapshot> components) =>
        string.Join(", ", components.Select(static component => $"{component.Name} ({component.State})"));

    private HealthCheckResult Liveness(SupervisionSnapshot snapshot)
    {
        if (snapshot.IsSystemRestarting)
        {
            return HealthCheckResult.Unhealthy("The process has asked to be started again.");
        }

        if (supervision.SinceLastTick > LongestSilence)
        {
            return HealthCheckResult.Unhealthy($"The watch over the components has not looked for {supervision.SinceLastTick}.");
        }

        if (snapshot.Components.FirstOrDefault(static component => component.Zombies >= component.ZombieLimit) is { } component)
        {
            return HealthCheckResult.Unhealthy($"{component.Zombies} generations of '{component.Name}' hang, and only the end of the process ends them.");
        }

        var pausing = snapshot.Components.Where(static component => component.State == ComponentState.BackingOff).ToArray();
        return pausing.Length > 0
            ? HealthCheckResult.Degraded($"These components wait before they start again: {Names(pausing)}.")
            : HealthCheckResult.Healthy("The watch over the components goes on.");
    }

    private HealthCheckResult Startup() => supervision.HasStarted
        ? HealthCheckResult.Healthy("All components have taken calls.")
        : HealthCheckResult.Unhealthy("Some components have not taken their first calls yet.");
}
