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
    private readonly Counter<long> _queued;
    private readonly Counter<long> _replayed;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _unknown;

    public RecoveryMetrics(IMeterFactory meters, RecoveryPressure pressure)
    {
        Meter = meters.Create(MeterName);
        _restarts = Meter.CreateCounter<long>("resile.recovery.restarts", "{restart}", "Components restarted.");
        _serviceRestarts = Meter.CreateCounter<long>("resile.recovery.service_restarts", "{restart}", "Whole services restarted.");
        _systemRebuilds = Meter.CreateCounter<long>("resile.recovery.system_rebuilds", "{rebuild}", "Hosts rebuilt in this process.");
        _duration = Meter.CreateHistogram<double>("resile.recovery.duration", "s", "The time from a failure to the next generation that takes calls.");
        _detectionDelay = Meter.CreateHistogram<double>("resile.recovery.detection_delay", "s",
            "The time until a failure was noticed: from the beginning of the call that hangs, or from the last probe that succeeded.");
        _queued = Meter.CreateCounter<long>("resile.recovery.queued", "{call}", "Calls that had to wait for a component.");
        _replayed = Meter.CreateCounter<long>("resile.recovery.replayed", "{call}", "Calls made again on the next generation.");
        _rejected = Meter.CreateCounter<long>("resile.recovery.rejected", "{call}", "Calls that were refused without waiting.");
        _expired = Meter.CreateCounter<long>("resile.recovery.expired", "{call}", "Calls that waited as long as they may, in vain.");
        _unknown = Meter.CreateCounter<long>("resile.recovery.unknown", "{call}", "Calls whose caller was told that their outcome is not known.");
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

    public void Queued(string component, string operation) => Count(_queued, component, operation);

    public void Replayed(string component, string operation) => Count(_replayed, component, operation);

    public void Expired(string component, string operation) => Count(_expired, component, operation);

    public void Unknown(string component, string operation) => Count(_unknown, component, operation);

    public void Rejected(string component, string operation, string reason)
    {
        if (_rejected.Enabled)
        {
            _rejected.Add(1, new(RecoveryTags.Component, component), new(RecoveryTags.Operation, operation), new(RecoveryTags.Reason, reason));
        }
    }

    private static void Count(Counter<long> counter, string component, string operation)
    {
        if (counter.Enabled)
        {
            counter.Add(1, new(RecoveryTags.Component, component), new KeyValuePair<string, object?>(RecoveryTags.Operation, operation));
        }
    }
}
