using System.Diagnostics.Metrics;

namespace Resile.Recovery.Telemetry;

/// <summary>The instruments of recovery. Thread-safe.</summary>
internal sealed class RecoveryMetrics
{
    /// <summary>The name of the meter: that of the assembly.</summary>
    public const string MeterName = "Resile.Recovery";

    private readonly Counter<long> _restarts;
    private readonly Counter<long> _serviceRestarts;
    private readonly Counter<long> _systemRebuilds;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _detectionDelay;

    public RecoveryMetrics(IMeterFactory meters, RecoveryPressure pressure)
    {
        Meter = meters.Create(MeterName);
        _restarts = Meter.CreateCounter<long>("resile.recovery.restarts", "{restart}", "Components restarted.");
        _serviceRestarts = Meter.CreateCounter<long>("resile.recovery.service_restarts", "{restart}", "Whole services restarted.");
        _systemRebuilds = Meter.CreateCounter<long>("resile.recovery.system_rebuilds", "{rebuild}", "Hosts rebuilt in this process.");
        _duration = Meter.CreateHistogram<double>("resile.recovery.duration", "s", "The time from a failure to the next generation that takes calls.");
        _detectionDelay = Meter.CreateHistogram<double>("resile.recovery.detection_delay", "s",
            "The time until a failure was noticed: from the beginning of the call that hangs, or from the last probe that succeeded.");
        Meter.CreateObservableGauge("resile.recovery.pressure", () => pressure.Value, "s2/{call}",
            "F = T / R of the last minute: seconds in which a component was down over the calls per second that arrived for it meanwhile.");
    }

    /// <summary>Gets the meter, for instruments that observe.</summary>
    public Meter Meter { get; }

    public void Restarted(string supervisor, string component, RecoveryReason reason, TimeSpan took)
    {
        _restarts.Add(1, new(RecoveryTags.Supervisor, supervisor), new(RecoveryTags.Component, component), new(RecoveryTags.Reason, reason.ToString()));
        _duration.Record(took.TotalSeconds, new(RecoveryTags.Supervisor, supervisor), new(RecoveryTags.Component, component));
    }

    public void Noticed(string supervisor, string component, RecoveryReason reason, TimeSpan delay) => _detectionDelay.Record(
        delay.TotalSeconds, new(RecoveryTags.Supervisor, supervisor), new(RecoveryTags.Component, component), new(RecoveryTags.Reason, reason.ToString()));

    public void ServiceRestarted(string supervisor, TimeSpan took)
    {
        _serviceRestarts.Add(1, new KeyValuePair<string, object?>(RecoveryTags.Supervisor, supervisor));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>(RecoveryTags.Supervisor, supervisor));
    }

    public void SystemRebuilt(TimeSpan took)
    {
        _systemRebuilds.Add(1);
        _duration.Record(took.TotalSeconds);
    }
}
