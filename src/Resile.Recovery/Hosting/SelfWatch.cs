using Microsoft.Extensions.Logging;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Hosting;

/// <summary>Starts this very program again as a child, and watches it. Tells systemd, where that started the parent, what becomes of the child.</summary>
internal sealed class SelfWatch(SupervisedHostOptions options, ServiceManager manager, TimeProvider time)
{
    private const int CannotStart = 1;

    /// <summary>Watches until the child has ended for good, or the parent is told to stop.</summary>
    /// <returns>The child's last exit code; 1 if it cannot be started at all.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        using var loggers = LoggerFactory.Create(static logging => logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var watchdog = new ProcessWatchdog(Describe(arguments), loggers.CreateLogger<ProcessWatchdog>(), time);
        await using var disposal = watchdog.ConfigureAwait(false);
        watchdog.Happened += happened =>
        {
            if (happened.Kind == ProcessEventKind.Ready)
            {
                manager.Ready();
            }
        };

        // The child's progress is watched here; the parent's own is that its timers run.
        using var pings = new WatchdogPinger(manager, static _ => null, static _ => { }, time);
        try
        {
            watchdog.Start();
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return CannotStart;
        }

        await ((Task)watchdog.Completion).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        manager.Stopping();
        await watchdog.StopAsync().ConfigureAwait(false);
        return await watchdog.Completion.ConfigureAwait(false);
    }

    private ProcessWatchdogOptions Describe(string[] arguments)
    {
        var command = OwnCommand.Find();
        var watch = new ProcessWatchdogOptions
        {
            Name = command.Name,
            FileName = command.FileName,
            Output = Console.WriteLine,
            WatchdogTimeout = TimeSpan.FromSeconds(30),
            StartTimeout = TimeSpan.FromMinutes(2),
            StopTimeout = TimeSpan.FromSeconds(40),
        };
        watch.StartLimitInterval = StartLimitReach.Interval(watch.StartLimitBurst, watch.LongestPause, watch.StartTimeout, watch.WatchdogTimeout);
        foreach (var argument in (string[])[.. command.Arguments, .. arguments])
        {
            watch.Arguments.Add(argument);
        }

        options.ConfigureWatchdog?.Invoke(watch);
        return watch;
    }
}
