using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace Resile.Recovery.Processes;

/// <summary>What started this process and listens how it is: systemd, or a <see cref="ProcessWatchdog"/>. Thread-safe.</summary>
/// <remarks>
/// The protocol is systemd's sd_notify(3): a datagram for each state to the socket that <c>NOTIFY_SOCKET</c> names. Where there is none, nothing
/// is sent. A message that cannot be sent is lost: whoever listens draws the conclusion from its absence.
/// </remarks>
/// <param name="notifier">Sends a state.</param>
/// <param name="watchdogTimeout">Within what time it wants a sign of life; null if it wants none.</param>
internal sealed class ServiceManager(ISystemdNotifier notifier, TimeSpan? watchdogTimeout)
{
    public const string SocketVariable = "NOTIFY_SOCKET";
    public const string TimeoutVariable = "WATCHDOG_USEC";
    public const string ProcessVariable = "WATCHDOG_PID";

    private static readonly Lazy<ServiceManager> Process = new(Find);

    /// <summary>Gets the one of this process. The first to ask takes its variables out of the environment, which children would inherit.</summary>
    public static ServiceManager OfProcess => Process.Value;

    /// <summary>Gets whether anybody listens.</summary>
    public bool IsListening => notifier.IsEnabled;

    /// <summary>Gets how often to give a sign of life: twice in the time allowed, as sd_watchdog_enabled(3) advises; null for never.</summary>
    public TimeSpan? PingInterval { get; } = watchdogTimeout / 2;

    /// <summary>Says that the process serves.</summary>
    public void Ready() => Tell("READY=1\nSTATUS=Serving.");

    /// <summary>Gives a sign of life.</summary>
    public void Ping() => Tell("WATCHDOG=1");

    /// <summary>Says that the process ends.</summary>
    public void Stopping() => Tell("STOPPING=1\nSTATUS=Stopping.");

    /// <summary>Says in words what it does.</summary>
    /// <param name="text">One line.</param>
    public void Status(string text) => Tell("STATUS=" + text);

    /// <summary>Reads what sd_watchdog_enabled(3) reads.</summary>
    /// <returns>The time allowed between two signs of life; null where none are wanted of this process.</returns>
    public static TimeSpan? ReadTimeout(string? microseconds, string? processId, int ownId)
    {
        var isForUs = string.IsNullOrEmpty(processId) || processId == ownId.ToString(CultureInfo.InvariantCulture);
        return isForUs && ulong.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time is > 0 and <= long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.FromMicroseconds(time)
            : null;
    }

    private static ServiceManager Find()
    {
        // It reads the variable here, once: a second one, made later, finds none and says nothing twice.
        var manager = new ServiceManager(new SystemdNotifier(), ReadTimeout(
            Environment.GetEnvironmentVariable(TimeoutVariable), Environment.GetEnvironmentVariable(ProcessVariable), Environment.ProcessId));
        Environment.SetEnvironmentVariable(SocketVariable, null);
        Environment.SetEnvironmentVariable(TimeoutVariable, null);
        Environment.SetEnvironmentVariable(ProcessVariable, null);
        return manager;
    }

    private void Tell(string state)
    {
        try
        {
            notifier.Notify(new ServiceState(state));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Nobody listens any more, or the name is none of a socket.
        }
    }
}
