using Resile.Recovery;
using Resile.Testing.Tests.Recovery.Subjects;

namespace Resile.Testing.Tests.Recovery;

/// <summary>Reads the events of a <see cref="Garden"/> and says what contradicts itself in them.</summary>
internal sealed class EventRules
{
    private readonly Dictionary<string, int> _newest = [];
    private readonly HashSet<(string Component, int Generation)> _failed = [];
    private readonly HashSet<string> _stopped = [];
    private readonly Dictionary<string, List<(DateTimeOffset Earliest, DateTimeOffset Latest)>> _taken = [];
    private readonly Dictionary<string, string> _supervisors = [];
    private int _read;

    public List<string> Violations { get; } = [];

    /// <summary>Reads what has come since the last time.</summary>
    public void Read(IReadOnlyList<SupervisionEvent> events)
    {
        for (; _read < events.Count; _read++)
        {
            var happened = events[_read];
            if (happened.Component is { } component)
            {
                _supervisors[component] = happened.Supervisor;
                Read(component, happened);
            }
            else if (happened.Kind == SupervisionEventKind.ServiceRestarting)
            {
                RenewUnder(happened.Supervisor);
                Take(happened.Supervisor, happened.Timestamp, happened.Timestamp, Garden.ServiceRestarts, Garden.ServiceWindow);
            }
        }
    }

    /// <summary>Notes that what stands under a supervisor may have been given new budgets, without an event that says so.</summary>
    public void RenewUnder(string supervisor)
    {
        foreach (var name in _taken.Keys.Where(name => IsUnder(name, supervisor)).ToArray())
        {
            _taken.Remove(name);
        }
    }

    /// <summary>Notes that a component was restarted: the strategy may have taken supervisors along, which gives what is under them new budgets.</summary>
    public void RenewBeside(string component)
    {
        if (!_supervisors.TryGetValue(component, out var supervisor))
        {
            return;
        }

        foreach (var beside in Garden.Parents.Where(pair => pair.Value == supervisor && supervisor is "Trunk" or "Branch").Select(static pair => pair.Key))
        {
            RenewUnder(beside);
            _taken.Remove(beside);
        }
    }

    private void Read(string component, SupervisionEvent happened)
    {
        if (_stopped.Contains(component))
        {
            Violated(happened, "came after its end with the host");
        }

        switch (happened.Kind)
        {
            case SupervisionEventKind.Started or SupervisionEventKind.Restarted:
                if (_newest.GetValueOrDefault(component) >= happened.Generation)
                {
                    Violated(happened, "is not newer than the one before");
                }

                _newest[component] = happened.Generation;
                if (happened.Reason is RecoveryReason.Crashed or RecoveryReason.Hung or RecoveryReason.Ended or RecoveryReason.StartFailed)
                {
                    Take(component, happened.Timestamp - happened.Delay, happened.Timestamp, Garden.ComponentRestarts, Garden.ComponentWindow);
                }

                break;
            case SupervisionEventKind.Crashed or SupervisionEventKind.Hung or SupervisionEventKind.LoopEnded or SupervisionEventKind.RestartingAlong:
                if (_newest.GetValueOrDefault(component) != happened.Generation)
                {
                    Violated(happened, $"is about another generation than the newest, {_newest.GetValueOrDefault(component)}");
                }

                if (!_failed.Add((component, happened.Generation)))
                {
                    Violated(happened, "ends it a second time");
                }

                RenewBeside(component);
                break;
            case SupervisionEventKind.StartFailed:
                RenewBeside(component);
                break;
            case SupervisionEventKind.Ended when component.StartsWith("Session[", StringComparison.Ordinal):
                // One that leaves its pool is forgotten: the next of its key is another.
                _newest.Remove(component);
                _taken.Remove(component);
                _failed.RemoveWhere(failed => failed.Component == component);
                break;
            case SupervisionEventKind.Stopped:
                _stopped.Add(component);
                break;
        }
    }

    // When a restart was taken is known between two moments: what certainly lies within one window may not be more than allowed.
    private void Take(string name, DateTimeOffset earliest, DateTimeOffset latest, int most, TimeSpan window)
    {
        if (!_taken.TryGetValue(name, out var taken))
        {
            _taken.Add(name, taken = []);
        }

        taken.Add((earliest, latest));
        if (taken.Count > most && latest - taken[^(most + 1)].Earliest <= window)
        {
            Violations.Add($"{name} was restarted {most + 1} times within {latest - taken[^(most + 1)].Earliest}, until {latest:O}.");
        }
    }

    private bool IsUnder(string name, string supervisor)
    {
        var above = _supervisors.GetValueOrDefault(name) ?? Garden.Parents.GetValueOrDefault(name);
        return above is not null && (above == supervisor || IsUnder(above, supervisor));
    }

    private void Violated(SupervisionEvent happened, string what) => Violations.Add($"{happened.Kind} {happened.Component} #{happened.Generation} {what}.");
}
