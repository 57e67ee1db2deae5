using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Resile.Recovery.Processes;

/// <summary>One life of a watched process.</summary>
internal sealed class WatchedProcess : IDisposable
{
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WatchedProcess(Process process, NotifyListener? listener)
    {
        (_process, Listener) = (process, listener);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _exited.TrySetResult();
    }

    /// <summary>Gets its id.</summary>
    public int Id { get; private set; }

    /// <summary>Gets a task that completes when it has ended, even if a child of its own still holds its output open.</summary>
    public Task Exited => _exited.Task;

    /// <summary>Gets what hears how it says that it is; null where nobody listens.</summary>
    public NotifyListener? Listener { get; }

    /// <summary>Gets how it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a process.</summary>
    /// <exception cref="InvalidOperationException">The program cannot be started.</exception>
    public static WatchedProcess Start(ProcessWatchdogOptions options, Action<string> print, TimeProvider time)
    {
        var start = new ProcessStartInfo(options.FileName, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var listens = NotifyListener.IsSupported && (options.StartTimeout > TimeSpan.Zero || options.WatchdogTimeout > TimeSpan.Zero);
        var listener = listens ? NotifyListener.Open(time) : null;

        // What this process itself was given is not its children's.
        start.Environment[ServiceManager.SocketVariable] = listener?.Path;
        start.Environment[ServiceManager.TimeoutVariable] = listener is null || options.WatchdogTimeout == TimeSpan.Zero
            ? null
            : ((long)options.WatchdogTimeout.TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
        start.Environment[ServiceManager.ProcessVariable] = null;
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[ParentWatch.Variable] = options.StopTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Print(line.Data, print);
        process.ErrorDataReceived += (_, line) => Print(line.Data, print);
        var watched = new WatchedProcess(process, listener);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            watched.Dispose();
            throw new InvalidOperationException(
                $"'{options.FileName}' could not be started as '{options.Name}': {exception.Message} Name a program that exists and may be run.", exception);
        }

        watched.Id = process.Id;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return watched;
    }

    /// <summary>Kills it as a fault would.</summary>
    /// <returns>Whether it ran.</returns>
    public bool TryKill()
    {
        try
        {
            _process.Kill();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Kills it and what it has started, and waits for its end.</summary>
    public async Task EndAsync()
    {
        _process.Kill(entireProcessTree: true);
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Tells it to end by the end of its input, which needs no signal and so works everywhere; kills it if it does not.</summary>
    public async Task EndAsync(TimeSpan patience, TimeProvider time)
    {
        try
        {
            _process.StandardInput.Close();
            await Exited.WaitAsync(patience, time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the last lines of a process that has ended.</summary>
    public async Task DrainAsync(TimeProvider time) => await _process.WaitForExitAsync(CancellationToken.None)
        .WaitAsync(OutputPatience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public void Dispose()
    {
        Listener?.Dispose();
        _process.Dispose();
    }

    private static void Print(string? line, Action<string> print)
    {
        if (line is not null)
        {
            print(line);
        }
    }
}
