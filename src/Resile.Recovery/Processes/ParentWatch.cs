using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Resile.Recovery.Processes;

/// <summary>Stops the host when the watchdog that started this process ends, or tells it to end.</summary>
/// <remarks>
/// A watchdog holds the other end of the standard input. Where no watchdog started the process, this does nothing: the
/// variable <c>RESILE_WATCHDOG</c> says which is the case. <c>AddResile</c> adds it by itself.
/// </remarks>
public sealed partial class ParentWatch : IHostedService
{
    /// <summary>The variable by which a watchdog tells its child that it is watched.</summary>
    public const string Variable = "RESILE_WATCHDOG";

    private static readonly Lazy<bool> Watched = new(FindWatchdog);

    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<ParentWatch> _logger;

    /// <summary>Initializes the watch.</summary>
    /// <param name="lifetime">What stops the host.</param>
    /// <param name="logger">Where to tell of it.</param>
    public ParentWatch(IHostApplicationLifetime lifetime, ILogger<ParentWatch> logger) => (_lifetime, _logger) = (lifetime, logger);

    /// <summary>Gets whether a watchdog started this process.</summary>
    public static bool IsWatched => Watched.Value;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWatched)
        {
            // A read of a console or pipe cannot be cancelled everywhere, so it has a thread that the process does not wait for.
            new Thread(WaitForEnd) { IsBackground = true, Name = "Resile parent watch" }.Start();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Taken out of the environment, which a process hands to its own children: the pipe is not theirs.
    private static bool FindWatchdog()
    {
        var isWatched = Environment.GetEnvironmentVariable(Variable) == "1";
        Environment.SetEnvironmentVariable(Variable, null);
        return isWatched;
    }

    private void WaitForEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        if (!_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Log.Stopping(_logger);
            _lifetime.StopApplication();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The watchdog of this process has ended it, or has ended itself: the host stops.")]
        public static partial void Stopping(ILogger logger);
    }
}
