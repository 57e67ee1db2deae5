using System.Diagnostics.Metrics;

namespace Resile.Recovery.Telemetry;

/// <summary>The instruments that are read from the state of supervision.</summary>
internal static class RecoveryObservations
{
    /// <summary>Adds them to a meter.</summary>
    public static void Observe(Meter meter, ISupervision supervision)
    {
        meter.CreateObservableGauge("resile.recovery.components", () => supervision.Snapshot().Components
            .Select(static component => new Measurement<int>(component.State == ComponentState.Open ? 1 : 0,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name))), "{component}", "1 while the component takes calls, else 0.");
        meter.CreateObservableGauge("resile.recovery.zombies", () => supervision.Snapshot().Components
            .Select(static component => new Measurement<int>(component.Zombies,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name))), "{generation}", "Abandoned generations that still run.");
        meter.CreateObservableGauge("resile.recovery.waiting", () => supervision.Snapshot().Components
            .Select(static component => new Measurement<int>(component.Waiting,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name))), "{call}", "Calls that wait for a component to come back.");
        meter.CreateObservableGauge("resile.recovery.concurrency_limit", () => supervision.Snapshot().Components
            .Where(static component => component.ConcurrencyLimit is not null)
            .Select(static component => new Measurement<int>(component.ConcurrencyLimit!.Value,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name))), "{call}", "How many calls may run on a component at once.");
        meter.CreateObservableGauge("resile.recovery.state_age", () => supervision.Snapshot().Components
            .Where(static component => component.StateAge is not null)
            .Select(static component => new Measurement<double>(component.StateAge!.Value.TotalSeconds,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name))), "s", "The age of the last good state of a component.");
        meter.CreateObservableGauge("resile.recovery.state", () => supervision.Snapshot().Components
            .Select(static component => new Measurement<int>(1,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name),
                new KeyValuePair<string, object?>(RecoveryTags.State, component.State.ToString()))), "{component}", "1, with the state of the component as a tag.");
        meter.CreateObservableGauge("resile.recovery.budget_left", () => supervision.Snapshot().Components
            .Select(static component => new Measurement<int>(component.RestartsLeft,
                new KeyValuePair<string, object?>(RecoveryTags.Component, component.Name))), "{restart}", "Restarts that a component has left before its service is restarted.");
        meter.CreateObservableGauge("resile.recovery.self_doubt", () => supervision.Snapshot().SelfDoubt, "{sign}",
            "How much the process doubts its judgement because the machine stalls, 0 to 7: limits are 1 + this times as long.");
    }
}
