using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Recovery.Hosting;

namespace Resile.Recovery.Processes;

/// <summary>Tells systemd or the watchdog that started this process that it serves, makes progress, and stops.</summary>
/// <remarks>
/// A sign of life says more than that a timer runs: it is given while everything critical goes on, and withheld else, so that a process which
/// is up and does nothing is ended and started again. Does nothing where nobody listens.
/// </remarks>
internal sealed partial class ServiceNotification(
    IHostApplicationLifetime lifetime, ServiceManager manager, IEnumerable<ICriticalProgress> critical, TimeProvider time,
    ILogger<ServiceNotification> logger, HostLife? life = null) : IHostedService, IDisposable
{
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(1);

    private readonly ICriticalProgress[] _critical = [.. critical];
    private CancellationTokenRegistration _started;
    private CancellationTokenRegistration _stopping;
    private WatchdogPinger? _pinger;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (manager.IsListening)
        {
            _started = lifetime.ApplicationStarted.Register(Started);
            _stopping = lifetime.ApplicationStopping.Register(Stopping);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _started.Dispose();
        _stopping.Dispose();
        _pinger?.Dispose();
    }

    private void Started()
    {
        manager.Ready();
        _pinger = new WatchdogPinger(manager, FindOverdue, Report, time);
    }

    // A host that is rebuilt stops, but its process does not.
    private void Stopping()
    {
        if (life?.IsRebuilding != true)
        {
            manager.Stopping();
        }
    }

    private string? FindOverdue(TimeSpan interval)
    {
        var patience = interval > ShortestPatience ? interval : ShortestPatience;
        foreach (var each in _critical)
        {
            if (each.FindOverdue(patience) is { } overdue)
            {
                return overdue;
            }
        }

        return null;
    }

    private void Report(string? overdue)
    {
        // Whoever rebuilds the host gives the signs of life meanwhile.
        if (life?.IsRebuilding == true)
        {
            return;
        }

        if (overdue is null)
        {
            Log.Resumed(logger);
        }
        else
        {
            Log.Withheld(logger, overdue);
            manager.Status(overdue);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "What watches this process is given no more signs of life and will end it: {Overdue}")]
        public static partial void Withheld(ILogger logger, string overdue);

        [LoggerMessage(2, LogLevel.Warning, "What watches this process is given signs of life again: nothing is overdue any more.")]
        public static partial void Resumed(ILogger logger);
    }
}
