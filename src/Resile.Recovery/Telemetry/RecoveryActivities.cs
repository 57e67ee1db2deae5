using System.Collections.Concurrent;
using System.Diagnostics;

namespace Resile.Recovery.Telemetry;

/// <summary>Makes an activity of each recovery under one supervisor, linked to the call that failed. Thread-safe.</summary>
/// <remarks>A recovery goes through several tasks, and nobody knows at its beginning which rung ends it: the activity is made at its end, with the time at which it began.</remarks>
internal sealed class RecoveryActivities(string supervisor, TimeProvider time)
{
    /// <summary>The name of the source: that of the meter.</summary>
    public const string SourceName = RecoveryMetrics.MeterName;

    private static readonly ActivitySource Source = new(SourceName);

    private readonly ConcurrentDictionary<string, Recovery> _components = new();
    private Recovery? _service;

    /// <summary>Notes that a component has failed, or could not be started again.</summary>
    /// <param name="component">The component.</param>
    /// <param name="generation">Its generation.</param>
    /// <param name="reason">Why it is replaced.</param>
    /// <param name="call">The activity of the call that failed.</param>
    public void Failed(string component, int generation, RecoveryReason reason, ActivityContext call)
    {
        if (Source.HasListeners())
        {
            _components.AddOrUpdate(
                component,
                new Recovery(supervisor, time.GetUtcNow(), reason, generation, call, 0),
                static (_, running) => running with { Attempts = running.Attempts + 1 });
        }
    }

    /// <summary>Notes that a component takes calls again.</summary>
    public void Restarted(string component, int generation)
    {
        if (_components.TryRemove(component, out var recovery))
        {
            Write(recovery, "component", component, generation, "restarted");
        }
    }

    /// <summary>Notes that what goes on in the components is taken over by the restart of their service.</summary>
    public void ServiceRestarting()
    {
        var failed = EndAll("escalated");
        _service = new Recovery(supervisor, time.GetUtcNow(), failed?.Reason ?? RecoveryReason.Crashed, 0, failed?.Call ?? default, 0);
    }

    /// <summary>Notes that the service takes calls again.</summary>
    public void ServiceRestarted()
    {
        if (Interlocked.Exchange(ref _service, null) is { } recovery)
        {
            Write(recovery, "service", null, 0, "restarted");
        }
    }

    /// <summary>Notes that what goes on here is taken over by the restart of the system.</summary>
    /// <returns>The newest of it; null where nothing goes on.</returns>
    public Recovery? Escalate()
    {
        var failed = EndAll("escalated");
        if (Interlocked.Exchange(ref _service, null) is { } service)
        {
            Write(service, "service", null, 0, "escalated");
            failed ??= service;
        }

        return failed;
    }

    /// <summary>Notes that the process is asked to be started again.</summary>
    /// <param name="failed">What it takes over; it goes under the name of the supervisor where that began.</param>
    public void SystemRestarting(Recovery? failed) =>
        Write(new Recovery(failed?.Supervisor ?? supervisor, time.GetUtcNow(), failed?.Reason ?? RecoveryReason.Crashed, 0, failed?.Call ?? default, 0), "system", null, 0, "requested");

    /// <summary>Notes that the host stops a component.</summary>
    public void Stopped(string component)
    {
        if (_components.TryRemove(component, out var recovery))
        {
            Write(recovery, "component", component, 0, "stopped");
        }
    }

    private Recovery? EndAll(string outcome)
    {
        Recovery? last = null;
        foreach (var (component, _) in _components)
        {
            if (_components.TryRemove(component, out var recovery))
            {
                Write(recovery, "component", component, 0, outcome);
                last = last is null || recovery.Began > last.Began ? recovery : last;
            }
        }

        return last;
    }

    private void Write(Recovery recovery, string rung, string? component, int generation, string outcome)
    {
        // It belongs to no call: whoever runs this goes on with an activity of its own.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            using var activity = Source.StartActivity(
                $"recover {component ?? recovery.Supervisor}", ActivityKind.Internal, parentContext: default, links: recovery.Call == default ? null : [new ActivityLink(recovery.Call)],
                startTime: recovery.Began);
            if (activity is null)
            {
                return;
            }

            activity.SetTag(RecoveryTags.Supervisor, recovery.Supervisor)
                .SetTag(RecoveryTags.Reason, recovery.Reason.ToString())
                .SetTag(RecoveryTags.Rung, rung)
                .SetTag(RecoveryTags.Outcome, outcome);
            if (component is not null)
            {
                activity.SetTag(RecoveryTags.Component, component).SetTag("resile.generation.failed", recovery.Generation).SetTag("resile.failed_starts", recovery.Attempts);
                if (generation != 0)
                {
                    activity.SetTag("resile.generation.opened", generation);
                }
            }

            if (outcome != "restarted")
            {
                activity.SetStatus(ActivityStatusCode.Error);
            }

            activity.SetEndTime(time.GetUtcNow().UtcDateTime);
        }
        finally
        {
            Activity.Current = current;
        }
    }
}
