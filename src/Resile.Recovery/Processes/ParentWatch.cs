using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Resile.Recovery.Processes;

/// <summary>Stops the host when the watchdog that started this process ends, or tells it to end.</summary>
/// <remarks>
/// A watchdog holds the other end of the standard input. Where no watchdog started the process, this does nothing: the
/// variable <c>RESILE_WATCHDOG</c> says which is the case. <c>AddResile</c> adds it by itself. A host that does not stop in the time that
/// its watchdog gave it (<see cref="ProcessWatchdogOptions.StopTimeout"/>) is ended: the watchdog may not be there any more to do it.
/// </remarks>
public sealed partial class ParentWatch : IHostedService, IDisposable
{
    /// <summary>The variable by which a watchdog tells its child that it is watched, and how many seconds it has to end when it is told to.</summary>
    public const string Variable = "RESILE_WATCHDOG";

    // A watchdog that lives kills sooner, and with it what the process itself has started.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private static readonly Lazy<TimeSpan?> StopTimeout = new(FindWatchdog);

    // One thread reads for all hosts that this process has in turn: a read of a console or pipe cannot be cancelled everywhere.
    private static readonly Lazy<CancellationToken> Ended = new(StartReading);

    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<ParentWatch> _logger;
    private CancellationTokenRegistration _registration;

    /// <summary>Initializes the watch.</summary>
    /// <param name="lifetime">What stops the host.</param>
    /// <param name="logger">Where to tell of it.</param>
    public ParentWatch(IHostApplicationLifetime lifetime, ILogger<ParentWatch> logger) => (_lifetime, _logger) = (lifetime, logger);

    /// <summary>Gets whether a watchdog started this process.</summary>
    public static bool IsWatched => StopTimeout.Value is not null;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWatched)
        {
            _registration = Ended.Value.Register(Stop);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the watch for this host.</summary>
    public void Dispose() => _registration.Dispose();

    // Taken out of the environment, which a process hands to its own children: the pipe is not theirs.
    private static TimeSpan? FindWatchdog()
    {
        var isWatched = double.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var seconds);
        Environment.SetEnvironmentVariable(Variable, null);
        return isWatched ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static CancellationToken StartReading()
    {
        var ended = new CancellationTokenSource();
        var thread = new Thread(() =>
        {
            ReadToEnd();
            _ = ExitDeadline.SetAsync(StopTimeout.Value.GetValueOrDefault() + Margin, TimeProvider.System);
            ended.Cancel();
        });

        // The process does not wait for it.
        (thread.IsBackground, thread.Name) = (true, "Resile parent watch");
        thread.Start();
        return ended.Token;
    }

    private void Stop()
    {
        if (!_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Log.Stopping(_logger);
        }

        _lifetime.StopApplication();
    }

    private static void ReadToEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A pipe that breaks has ended, too.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The watchdog of this process has ended it, or has ended itself: the host stops.")]
        public static partial void Stopping(ILogger logger);
    }
}
