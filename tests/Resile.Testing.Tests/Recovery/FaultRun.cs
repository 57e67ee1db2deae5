using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery;
using Resile.Testing.Recovery;
using Resile.Testing.Tests.Recovery.Subjects;

namespace Resile.Testing.Tests.Recovery;

/// <summary>One life of a <see cref="Garden"/> under faults, from its start to the end of its host; what must never happen is looked for after each.</summary>
internal sealed class FaultRun(string name)
{
    private readonly Journal _journal = new();
    private readonly EventRules _rules = new();
    private readonly List<Task> _calls = [];
    private RecoveryHarness? _harness;

    private SupervisionSnapshot Snapshot => _harness!.Services.GetRequiredService<ISupervision>().Snapshot();

    public int Calls => _journal.Calls;

    /// <summary>Gets how many faults took effect.</summary>
    public int Injected { get; private set; }

    public async Task StartAsync(int seed) => _harness = await Garden.StartAsync(_journal, seed, grace: 1);

    /// <summary>Plays faults until the system is to be restarted.</summary>
    /// <returns>How many were played.</returns>
    public async Task<int> PlayAsync(IEnumerable<Fault> faults)
    {
        var played = 0;
        foreach (var fault in faults)
        {
            Call(fault);
            if (fault.Number % 10 == 0)
            {
                _harness!.Wake();
            }

            var before = _harness!.Events.Count;
            if (await _harness.PlayAsync([fault], cancellationToken: TestContext.Current.CancellationToken) == 0)
            {
                break;
            }

            played++;
            Injected += _harness.Events.Count > before ? 1 : 0;
            await CheckAsync(fault);
            if (fault.Number % 50 == 0)
            {
                await RestAsync();
            }
        }

        return played;
    }

    /// <summary>Stops the host: all that was made has ended then.</summary>
    public async Task StopAsync()
    {
        var harness = _harness!;
        await harness.StopAsync();
        await harness.FinishAsync(Task.WhenAll(_calls));
        await CheckAsync(null);
        await RequireAsync(() => _journal is { Living: 0, Looping: 0 }, () => $"{_journal.Living} instances and {_journal.Looping} loops outlive the host");
        await RequireAsync(
            () => Snapshot.Components.All(static component => component is { State: ComponentState.Stopped or ComponentState.Ended, Zombies: 0, Waiting: 0 }),
            () => $"Not all has ended with the host: {string.Join(", ", Snapshot.Components)}");

        await harness.DisposeAsync();
    }

    // Left alone, all come back that have not ended for good.
    private async Task RestAsync()
    {
        _harness!.Wake();
        await _harness.FinishAsync(Task.WhenAll(_calls));
        await _harness.AdvanceAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await CheckAsync(null);
        if (_harness.SystemRestarts.Count == 0)
        {
            await RequireAsync(
                () => Snapshot.Components.All(static component => component is { State: ComponentState.Open or ComponentState.Ended, Zombies: 0, Waiting: 0 }),
                () => $"Not all have come back after a while without faults: {string.Join(", ", Snapshot.Components)}");
            await RequireAsync(
                () => Snapshot.Supervisors.All(static supervisor => supervisor.State == ComponentState.Open),
                () => $"Not all have come back after a while without faults: {string.Join(", ", Snapshot.Supervisors)}");
        }
    }

    // More at once than may wait.
    private void Call(Fault fault)
    {
        var subjects = Garden.Subjects(_harness!);
        for (var call = 0; call < 2 * Garden.QueueLimit; call++)
        {
            var subject = subjects[(fault.Target + (call / 6)) % subjects.Count];
            var work = call % 3 * 50;
            _calls.Add(Task.Run(() => CallAsync(subject, work)));
        }

        _calls.RemoveAll(static call => call.IsCompletedSuccessfully);
    }

    private async Task CallAsync(ISubject subject, int work)
    {
        try
        {
            await subject.ServeAsync(work, CancellationToken.None);
        }
        catch (RecoveryException)
        {
            // Unavailable, or of unknown outcome: that is what a caller is told.
        }
        catch (Exception exception)
        {
            _journal.Violated($"A caller was told {exception}");
        }
    }

    private async Task CheckAsync(Fault? fault)
    {
        // The restart of a component that has not failed is seen by no event before its end.
        if (fault?.Kind == FaultKind.Restart)
        {
            _rules.RenewUnder("Trunk");
            _rules.RenewUnder("Branch");
        }

        _rules.Read(_harness!.Events);

        // One that is about to be refused counts for a moment.
        await RequireAsync(
            () => Snapshot.Components.All(static component => component.Waiting <= Garden.QueueLimit),
            () => $"Too many calls wait (fault {fault?.Number}): {string.Join(", ", Snapshot.Components)}");
        Require(_journal.Violations.Count == 0, string.Join(" ", _journal.Violations));
        Require(_rules.Violations.Count == 0, string.Join(" ", _rules.Violations));
    }

    // Other threads may be about to bring it about.
    private async Task RequireAsync(Func<bool> holds, Func<string> otherwise)
    {
        for (var look = 0; look < 1_000 && !holds(); look++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            await _harness!.AdvanceAsync(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        Require(holds(), otherwise());
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{name}: {otherwise}. The last events:{Environment.NewLine}"
                + string.Join(Environment.NewLine, _harness!.EventText.Split(Environment.NewLine).TakeLast(80)));
        }
    }
}
