using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Resile.Recovery.Budgets;
using Resile.Recovery.Processes;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Hosting;

/// <summary>Builds, runs, stops and rebuilds hosts, one at a time, and says with which exit code the process ends.</summary>
/// <remarks>
/// A host that was stopped cannot be started again, so each life has a new one. Between two, this gives the signs of life: every
/// step has a limit, and one that exceeds it ends the process.
/// </remarks>
internal sealed partial class SupervisedRun(Func<IHost> build, ServiceManager manager, TimeProvider time, int seed, Action<int> endProcess)
{
    private const int NotStopped = 1;

    private static readonly TimeSpan Margin = HostEnd.Margin;

    private readonly RestartIntensity _budget = new(time);
    private readonly RestartBackoff _backoff = new(time, new Random(seed));
    private int _rebuilds;

    /// <summary>Prints what is asked for, or runs hosts.</summary>
    public async Task<int> RunAsync(HostArguments arguments, SupervisedHostOptions options, CancellationToken stop)
    {
        var life = new HostLife();
        IHost? host = null;
        try
        {
            host = Build(life);
            if (arguments.IsPrint)
            {
                await PrintAsync(host, arguments, options).ConfigureAwait(false);
                return 0;
            }

            await host.StartAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (host is not null && IsStopping(host, stop))
        {
            return await HostEnd.TryEndAsync(host, Values(host).StopTimeout, time, NullLogger.Instance).ConfigureAwait(false) ? 0 : LeaveBehind(NotStopped);
        }
        catch (Exception exception)
        {
            return await FailStartAsync(host, exception).ConfigureAwait(false);
        }

        return await RunAsync(host, life, stop).ConfigureAwait(false);
    }

    private static SystemRecoveryOptions Values(IHost host) => host.Services.GetRequiredService<IOptions<SystemRecoveryOptions>>().Value;

    private static ILogger Logger(IHost host) => host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SupervisedHost).FullName!);

    private IHost Build(HostLife life)
    {
        HostLife.Current = life;
        try
        {
            return build();
        }
        finally
        {
            HostLife.Current = null;
        }
    }

    private async Task<int> RunAsync(IHost host, HostLife life, CancellationToken stop)
    {
        while (true)
        {
            var values = Values(host);
            var logger = Logger(host);
            var request = await WaitAsync(host, life, stop).ConfigureAwait(false);
            var began = time.GetTimestamp();
            life.IsRebuilding = request is not null && MayRebuild(request, values, logger);
            using var pings = life.IsRebuilding ? PingMeanwhile(values) : null;
            var hasEnded = await HostEnd.TryEndAsync(host, values.StopTimeout, time, logger).ConfigureAwait(false);
            if (!hasEnded)
            {
                return LeaveBehind(request is null ? NotStopped : RecoveryExitCodes.Restart);
            }

            if (!life.IsRebuilding)
            {
                return request is null ? Environment.ExitCode : RecoveryExitCodes.Restart;
            }

            await Task.Delay(_backoff.Next(values.ShortestPause, values.LongestPause), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                manager.Stopping();
                return 0;
            }

            life = new HostLife();
            var (next, code) = await TryRebuildAsync(life, values.StartTimeout, stop).ConfigureAwait(false);
            if (next is null)
            {
                manager.Stopping();
                return code;
            }

            host = next;
            Observe(host, time.GetElapsedTime(began));
        }
    }

    private bool MayRebuild(RestartRequest request, SystemRecoveryOptions values, ILogger logger)
    {
        var mayRebuild = !request.IsProcessLost && values.Restart switch
        {
            SystemRestart.Rebuild => true,
            SystemRestart.RebuildThenExit => _budget.TryTake(values.MaxRebuilds, values.RebuildWindow),
            _ => false,
        };
        if (mayRebuild)
        {
            Log.Rebuilding(logger, request.Reason);
        }
        else
        {
            Log.Exiting(logger, request.Reason, RecoveryExitCodes.Restart);
        }

        return mayRebuild;
    }

    // Returns null when the host ends by itself, as it should.
    private static async Task<RestartRequest?> WaitAsync(IHost host, HostLife life, CancellationToken stop)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ofHost = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => stopping.TrySetResult());
        using var ofProcess = stop.Register(() => stopping.TrySetResult());
        await Task.WhenAny(stopping.Task, life.Requested).ConfigureAwait(false);
        if (stop.IsCancellationRequested)
        {
            return null;
        }

        return life.Requested.IsCompletedSuccessfully ? await life.Requested.ConfigureAwait(false) : FindCrash(host);
    }

    // The host stops when a background service throws, and would end with exit code 0.
    private static RestartRequest? FindCrash(IHost host)
    {
        var crashed = host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .FirstOrDefault(static service => service.ExecuteTask is { IsFaulted: true });
        return crashed is null ? null : new RestartRequest(
            $"'{crashed.GetType().Name}' has failed: {crashed.ExecuteTask!.Exception!.InnerException!.Message}", IsProcessLost: false);
    }

    private WatchdogPinger PingMeanwhile(SystemRecoveryOptions values)
    {
        manager.Status("The host is rebuilt.");
        var began = time.GetTimestamp();
        var longest = values.StopTimeout + values.LongestPause + values.StartTimeout + (2 * Margin);
        return new WatchdogPinger(
            manager, _ => time.GetElapsedTime(began) > longest ? "the host is not rebuilt in time." : null, static _ => { }, time);
    }

    // Returns the exit code instead, if it does not start.
    private async Task<(IHost? Host, int ExitCode)> TryRebuildAsync(HostLife life, TimeSpan startTimeout, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(startTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var token = either.Token;
        IHost? host = null;
        try
        {
            await Task.Run(StartAsync, CancellationToken.None).WaitAsync(startTimeout + Margin, time, CancellationToken.None).ConfigureAwait(false);
            _backoff.Opened();
            return (host, 0);
        }
        catch (Exception exception)
        {
            // It may have started half of its services, and may still be at it.
            var half = Volatile.Read(ref host);
            var code = stop.IsCancellationRequested || (half is not null && IsStopping(half, stop)) ? 0 : RecoveryExitCodes.Restart;
            if (code != 0)
            {
                Say($"The host could not be rebuilt; the process ends with exit code {code}. {exception}");
            }

            var hasEnded = half is null
                ? exception is not TimeoutException
                : await HostEnd.TryEndAsync(half, Margin, time, NullLogger.Instance).ConfigureAwait(false);
            return (null, hasEnded ? code : LeaveBehind(code));
        }

        async Task StartAsync()
        {
            var built = Build(life);
            Volatile.Write(ref host, built);
            await built.StartAsync(token).ConfigureAwait(false);
        }
    }

    private void Observe(IHost host, TimeSpan took)
    {
        Log.Rebuilt(Logger(host), ++_rebuilds, took);
        host.Services.GetService<RecoveryMetrics>()?.SystemRebuilt(took);
    }

    private int LeaveBehind(int code)
    {
        endProcess(code);
        return code;
    }

    // The host's own lifetime may hear a signal first, and stop a start.
    private static bool IsStopping(IHost host, CancellationToken stop) => stop.IsCancellationRequested
        || host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private async Task<int> FailStartAsync(IHost? host, Exception exception)
    {
        var code = ConfigurationFault.Is(exception, isBuilt: host is not null) ? RecoveryExitCodes.DoNotRestart : RecoveryExitCodes.Restart;
        Say($"The host could not be started; the process ends with exit code {code}. {exception}");
        return host is null || await HostEnd.TryEndAsync(host, Margin, time, NullLogger.Instance).ConfigureAwait(false) ? code : LeaveBehind(code);
    }

    private static async Task PrintAsync(IHost host, HostArguments arguments, SupervisedHostOptions options)
    {
        if (arguments.PrintsUnit)
        {
            options.Systemd.Arguments ??= arguments.Rest;
            await Console.Out.WriteAsync(DeploymentFiles.SystemdUnit(host.Services, options.Systemd)).ConfigureAwait(false);
        }

        if (arguments.PrintsProbes)
        {
            await Console.Out.WriteAsync(DeploymentFiles.KubernetesProbes(host.Services, options.Kubernetes)).ConfigureAwait(false);
        }

        await HostEnd.DisposeAsync(host, NullLogger.Instance).ConfigureAwait(false);
    }

    // There is no host whose log could take it.
    private static void Say(string line) => Console.Error.WriteLine(line);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The host is stopped and rebuilt in this process: {Reason}")]
        public static partial void Rebuilding(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Critical, "The system restarts: {Reason} The process ends with exit code {ExitCode}; its parent has to start it again.")]
        public static partial void Exiting(ILogger logger, string reason, int exitCode);

        [LoggerMessage(3, LogLevel.Warning, "The host was rebuilt within {Took}; it is the rebuild number {Rebuilds} of this process.")]
        public static partial void Rebuilt(ILogger logger, int rebuilds, TimeSpan took);
    }
}
