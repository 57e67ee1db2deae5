using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Resile.Recovery.Budgets;

namespace Resile.Recovery.Processes;

/// <summary>Starts a process, and starts it again whenever it dies: the rung above the system. Thread-safe.</summary>
/// <remarks>
/// <para>Exit codes 0 and 78 end the watch; 75, any other code and a signal bring a restart, within systemd's start limit and after a
/// pause. It kills nothing but the process that it started and, where that one does not end when it is told to, what that one started.</para>
/// <para>Where <see cref="ProcessWatchdogOptions.StartTimeout"/> or <see cref="ProcessWatchdogOptions.WatchdogTimeout"/> is set, it speaks
/// systemd's sd_notify with the process, over a Unix socket in a folder that only this user may enter, and kills it where it makes no progress.</para>
/// <para>The process gets a pipe as its standard input. When this process ends, however it ends, the pipe ends, too: a child that
/// calls <see cref="ParentWatch"/> then stops by itself, so that none is left behind.</para>
/// </remarks>
public sealed partial class ProcessWatchdog : IAsyncDisposable
{
    private readonly ProcessWatchdogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StartLimit _limit;
    private readonly RestartBackoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WatchedProcess? _process;
    private WatchedProcess? _running;
    private Task _watch = Task.CompletedTask;
    private int _restarts;
    private int _isDisposed;

    /// <summary>Initializes a watchdog. Nothing is started yet.</summary>
    /// <param name="options">What to start, and how often.</param>
    /// <param name="logger">Where to tell what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">The seed of the pauses' jitter; a fixed one gives the same pauses.</param>
    public ProcessWatchdog(ProcessWatchdogOptions options, ILogger<ProcessWatchdog>? logger = null, TimeProvider? time = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<ProcessWatchdog>.Instance;
        _limit = new StartLimit(_time, options.StartLimitBurst, options.StartLimitInterval);
        _backoff = new RestartBackoff(_time, new Random(seed ?? Environment.TickCount));
    }

    /// <summary>Occurs when something has happened to the process. Handlers must not block.</summary>
    public event Action<ProcessEvent>? Happened;

    /// <summary>Gets the id of the running process; null while there is none.</summary>
    public int? ProcessId => Volatile.Read(ref _running)?.Id;

    /// <summary>Gets how often the process was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Gets a task that completes with the last exit code when the watch has ended: the process ended, was given up, or was stopped.</summary>
    public Task<int> Completion => _completion.Task;

    /// <summary>Starts the process.</summary>
    /// <exception cref="InvalidOperationException">The program cannot be started, or was started before.</exception>
    /// <exception cref="ObjectDisposedException">The watchdog was disposed.</exception>
    /// <remarks>Not thread-safe, unlike the rest: one thread starts the watch, once.</remarks>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (_process is not null)
        {
            throw new InvalidOperationException($"The watchdog of '{_options.Name}' has been started before. Make a new one.");
        }

        if (!NotifyListener.IsSupported && (_options.StartTimeout > TimeSpan.Zero || _options.WatchdogTimeout > TimeSpan.Zero))
        {
            Log.NotHeard(_logger, _options.Name);
        }

        _limit.TryTake();
        _process = Launch();
        _watch = Task.Run(WatchAsync);
    }

    /// <summary>Kills the process as a fault would; it is started again. For tests and demonstrations.</summary>
    /// <returns>The id of the process that was killed; null if none was running.</returns>
    public int? Kill()
    {
        var process = Volatile.Read(ref _running);
        return process is not null && process.TryKill() ? process.Id : null;
    }

    /// <summary>Tells the process to end, and kills it if it does not in time.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
        _process?.Dispose();
    }

    private async Task WatchAsync()
    {
        var exitCode = 0;
        try
        {
            do
            {
                exitCode = await WaitAsync(_process!).ConfigureAwait(false);
            }
            while (!_stop.IsCancellationRequested && await TryRestartAsync(exitCode).ConfigureAwait(false));
            _completion.TrySetResult(exitCode);
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
        }
    }

    // Returns the exit code, also of a process that was told to end.
    private async Task<int> WaitAsync(WatchedProcess process)
    {
        if (await FindFaultAsync(process).ConfigureAwait(false) is { } fault)
        {
            Log.Unresponsive(_logger, _options.Name, process.Id, fault);
            Tell(ProcessEventKind.Unresponsive, process.Id, error: fault);
            await process.EndAsync().ConfigureAwait(false);
        }
        else if (!process.Exited.IsCompleted)
        {
            await process.EndAsync(_options.StopTimeout, _time).ConfigureAwait(false);
            Volatile.Write(ref _running, null);
            Tell(ProcessEventKind.Stopped, process.Id, process.ExitCode);
        }

        await process.DrainAsync(_time).ConfigureAwait(false);
        return process.ExitCode;
    }

    // Returns why it has to be killed; null when it has ended, or has to be told to end.
    private async Task<string?> FindFaultAsync(WatchedProcess process)
    {
        if (process.Listener is { } listener)
        {
            return await new NotifyWatch(listener, process.Exited, _options, _time, _stop.Token).WaitAsync(Ready).ConfigureAwait(false);
        }

        await process.Exited.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;

        void Ready()
        {
            _backoff.Opened();
            Log.Ready(_logger, _options.Name, process.Id);
            Tell(ProcessEventKind.Ready, process.Id);
        }
    }

    private async Task<bool> TryRestartAsync(int exitCode)
    {
        var id = _process!.Id;
        Volatile.Write(ref _running, null);
        if (exitCode is 0 or RecoveryExitCodes.DoNotRestart)
        {
            Log.Ended(_logger, _options.Name, exitCode);
            Tell(ProcessEventKind.Ended, id, exitCode);
            return false;
        }

        Log.Crashed(_logger, _options.Name, id, exitCode);
        Tell(ProcessEventKind.Crashed, id, exitCode);
        while (_limit.TryTake())
        {
            var pause = _backoff.Next(_options.ShortestPause, _options.LongestPause);
            Tell(ProcessEventKind.Restarting, 0, delay: pause);
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                return false;
            }

            if (TryLaunchAgain())
            {
                return true;
            }
        }

        Log.GivenUp(_logger, _options.Name, _options.StartLimitBurst, _options.StartLimitInterval);
        Tell(ProcessEventKind.GivenUp, id, exitCode);
        return false;
    }

    // A program that cannot be started now, as it is being replaced perhaps, counts like one that died at once.
    private bool TryLaunchAgain()
    {
        try
        {
            var before = _process;
            _process = Launch();
            before?.Dispose();
            Interlocked.Increment(ref _restarts);
            return true;
        }
        catch (InvalidOperationException exception)
        {
            Log.NotStarted(_logger, exception, _options.Name);
            return false;
        }
    }

    private WatchedProcess Launch()
    {
        var process = WatchedProcess.Start(_options, Print, _time);
        Volatile.Write(ref _running, process);
        if (process.Listener is null)
        {
            _backoff.Opened();
        }

        Log.Started(_logger, _options.Name, process.Id);
        Tell(ProcessEventKind.Started, process.Id);
        return process;
    }

    private void Print(string line)
    {
        try
        {
            _options.Output?.Invoke(line);
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_logger, exception, _options.Name);
        }
    }

    // The watch goes on whatever those do who look on.
    private void Tell(ProcessEventKind kind, int id, int? exitCode = null, TimeSpan delay = default, string? error = null)
    {
        try
        {
            Happened?.Invoke(new ProcessEvent(_time.GetUtcNow(), _options.Name, kind, id, exitCode, delay) { Error = error });
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_logger, exception, _options.Name);
        }
    }
}
