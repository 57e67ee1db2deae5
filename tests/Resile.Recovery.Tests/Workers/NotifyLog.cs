using Microsoft.Extensions.Hosting.Systemd;

namespace Resile.Recovery.Tests.Workers;

/// <summary>Takes the place of systemd.</summary>
internal sealed class NotifyLog : ISystemdNotifier
{
    private readonly List<string> _states = [];

    public bool IsEnabled { get; init; } = true;

    public string[] States
    {
        get
        {
            lock (_states)
            {
                return [.. _states];
            }
        }
    }

    public int Pings => States.Count(static state => state == "WATCHDOG=1");

    public void Notify(ServiceState state)
    {
        lock (_states)
        {
            _states.Add(state.ToString());
        }
    }
}
