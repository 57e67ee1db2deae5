using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Supervision;

/// <summary>Tells what happens under one supervisor: to the log, the meter and the followers.</summary>
internal sealed partial class SupervisionReporter(
    string supervisor, SupervisionEvents events, RecoveryMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly RecoveryActivities _activities = new(supervisor, time);

    private ILogger Logger => logger;

    public void Started(string component, int generation)
    {
        Log.Started(logger, component, generation);
        Publish(SupervisionEventKind.Started, component, generation);
    }

    public void Failed(
        string component, int generation, RecoveryReason reason, Exception? exception, TimeSpan delay = default, ActivityContext call = default)
    {
        var kind = reason switch
        {
            RecoveryReason.Hung => SupervisionEventKind.Hung,
            RecoveryReason.StartFailed => SupervisionEventKind.StartFailed,
            RecoveryReason.Ended => SupervisionEventKind.LoopEnded,
            RecoveryReason.ProbeFailed => SupervisionEventKind.ProbeFailed,
            _ => SupervisionEventKind.Crashed,
        };
        if (reason == RecoveryReason.Ended)
        {
            Log.LoopEnded(logger, component, generation);
        }
        else
        {
            Log.Failed(logger, exception, component, generation, reason);
        }

        _activities.Failed(component, generation, reason, call);
        if (delay > TimeSpan.Zero)
        {
            metrics.Noticed(supervisor, component, reason, delay);
        }

        Publish(kind, component, generation, exception?.Message, cause: new RestartCause(reason));
    }

    public void BackingOff(string component, TimeSpan delay)
    {
        Log.BackingOff(logger, component, delay);
        Publish(SupervisionEventKind.BackingOff, component, 0, delay: delay);
    }

    public void RestartingAlong(string component, int generation, string failed)
    {
        Log.RestartingAlong(logger, component, generation, failed);
        _activities.Failed(component, generation, RecoveryReason.RestartedAlong, call: default);
        Publish(SupervisionEventKind.RestartingAlong, component, generation, cause: new RestartCause(RecoveryReason.RestartedAlong, failed));
    }

    // The keys of those that come and go are no tags: there may be any number of them.
    public void Restarted(string component, string tag, int generation, RestartCause cause, TimeSpan took)
    {
        Log.Restarted(logger, component, generation, took);
        _activities.Restarted(component, generation);
        metrics.Restarted(supervisor, tag, cause.Reason, took);
        Publish(SupervisionEventKind.Restarted, component, generation, delay: took, cause: cause);
    }

    public void Abandoned(string component, int generation, int zombies)
    {
        Log.Abandoned(logger, component, generation, zombies);
        Publish(SupervisionEventKind.Abandoned, component, generation);
    }

    public void DisposalFailed(string component, int generation, Exception exception) =>
        Log.DisposalFailed(logger, exception, component, generation);

    public void ServiceRestarting(string reason)
    {
        Log.ServiceRestarting(logger, supervisor, reason);
        _activities.ServiceRestarting();
        Publish(SupervisionEventKind.ServiceRestarting, null, 0, reason);
    }

    public void ServiceRestarted(TimeSpan took)
    {
        Log.ServiceRestarted(logger, supervisor, took);
        _activities.ServiceRestarted();
        metrics.ServiceRestarted(supervisor, took);
        Publish(SupervisionEventKind.ServiceRestarted, null, 0, delay: took);
    }

    public Telemetry.Recovery? Escalate() => _activities.Escalate();

    public void SystemRestarting(string reason, Telemetry.Recovery? failed)
    {
        _activities.SystemRestarting(failed);
        Publish(SupervisionEventKind.SystemRestarting, null, 0, reason);
    }

    public void Stopped(string component, int generation)
    {
        _activities.Stopped(component);
        Publish(SupervisionEventKind.Stopped, component, generation);
    }

    public void Ended(string component, int generation, string why)
    {
        Log.Ended(logger, component, why);
        Publish(SupervisionEventKind.Ended, component, generation, why);
    }

    public void ShuttingDown(string child)
    {
        Log.ShuttingDown(logger, supervisor, child);
        Publish(SupervisionEventKind.Ended, null, 0, $"'{child}', which is significant, has ended.");
    }

    public void Resumed(string component, int generation, Exception exception)
    {
        Log.Resumed(logger, exception, component, generation);
        Publish(SupervisionEventKind.Resumed, component, generation, exception.Message);
    }

    private void Publish(
        SupervisionEventKind kind, string? component, int generation, string? error = null, TimeSpan delay = default,
        RestartCause? cause = null) =>
        events.Publish(new SupervisionEvent(time.GetUtcNow(), kind, supervisor, component, generation, error, delay)
        {
            Reason = cause?.Reason,
            CausedBy = cause?.Failed,
        });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Component '{Component}' takes calls (generation {Generation}).")]
        public static partial void Started(ILogger logger, string component, int generation);

        [LoggerMessage(2, LogLevel.Error, "Component '{Component}' has failed (generation {Generation}): {Reason}. It is being replaced.")]
        public static partial void Failed(ILogger logger, Exception? exception, string component, int generation, RecoveryReason reason);

        [LoggerMessage(3, LogLevel.Warning, "Component '{Component}' starts again after a pause of {Delay}.")]
        public static partial void BackingOff(ILogger logger, string component, TimeSpan delay);

        [LoggerMessage(4, LogLevel.Information, "Component '{Component}' takes calls again (generation {Generation}) after {Took}.")]
        public static partial void Restarted(ILogger logger, string component, int generation, TimeSpan took);

        [LoggerMessage(5, LogLevel.Error, "Generation {Generation} of component '{Component}' did not end and was left behind; "
            + "{Zombies} of its generations still run. Their writes are refused where they ask RecoveryContext.IsCurrent.")]
        public static partial void Abandoned(ILogger logger, string component, int generation, int zombies);

        [LoggerMessage(6, LogLevel.Error, "Service '{Supervisor}' restarts as a whole: {Reason}")]
        public static partial void ServiceRestarting(ILogger logger, string supervisor, string reason);

        [LoggerMessage(8, LogLevel.Warning, "Generation {Generation} of component '{Component}' threw when it was disposed.")]
        public static partial void DisposalFailed(ILogger logger, Exception exception, string component, int generation);

        [LoggerMessage(9, LogLevel.Warning, "Component '{Component}' ends (generation {Generation}) to restart along with '{Failed}', which has failed.")]
        public static partial void RestartingAlong(ILogger logger, string component, int generation, string failed);

        [LoggerMessage(13, LogLevel.Information, "The loop of component '{Component}' has returned (generation {Generation}).")]
        public static partial void LoopEnded(ILogger logger, string component, int generation);

        [LoggerMessage(10, LogLevel.Warning, "Component '{Component}' has ended and is not restarted: {Why}")]
        public static partial void Ended(ILogger logger, string component, string why);

        [LoggerMessage(11, LogLevel.Warning, "Service '{Supervisor}' ends, because '{Child}', which is significant, has ended.")]
        public static partial void ShuttingDown(ILogger logger, string supervisor, string child);

        // A contract that lists it expects it: who wants to see each one asks for it.
        [LoggerMessage(12, LogLevel.Debug, "Component '{Component}' threw (generation {Generation}) and goes on, as its contract says.")]
        public static partial void Resumed(ILogger logger, Exception exception, string component, int generation);

        [LoggerMessage(7, LogLevel.Information, "Service '{Supervisor}' takes calls again after {Took}.")]
        public static partial void ServiceRestarted(ILogger logger, string supervisor, TimeSpan took);
    }
}
