namespace Resile.Recovery.Supervision;

/// <content>The lowest rung: one component, and those that the strategy takes along.</content>
internal sealed partial class Supervisor
{
    // The loop goes on at once: what a restart runs is user code, which may take any time.
    private void BeginRestart(SupervisedComponent failed)
    {
        var members = Along(failed);
        var before = new List<Task>();
        foreach (var earlier in members.Select(static member => member.Restart).OfType<Restart>().Distinct())
        {
            if (!earlier.Running.IsCompleted)
            {
                before.Add(earlier.StopAsync());
            }
        }

        // One that restarts alone lets the others go on starting. What the first start still has to say, should it have ended, is settled here, too:
        // whoever did not start comes after this one, or restarts with it.
        if (_options.Strategy != SupervisionStrategy.OneForOne)
        {
            before.Add(Task.WhenAll(_openingStop.CancelAsync(), _opening));
        }

        var restart = new Restart(failed, members);
        foreach (var member in members)
        {
            member.Restart = restart;
        }

        restart.Begin(() => RestartAsync(restart, before));
    }

    // In order of their start. A component depends on none that comes after it.
    private IReadOnlyList<SupervisedComponent> Along(SupervisedComponent failed) => _options.Strategy switch
    {
        SupervisionStrategy.OneForAll => Components,
        SupervisionStrategy.RestForOne => [.. Components.SkipWhile(component => component != failed)],
        _ => [failed],
    };

    private async Task RestartAsync(Restart restart, IReadOnlyList<Task> before)
    {
        var began = _time.GetTimestamp();
        foreach (var earlier in before)
        {
            // What this one takes the place of may have started something meanwhile, which then ends here.
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            // Of several that start, the one that fails to start is the next to have failed: its budget and its pause count.
            SupervisedComponent? failed = restart.Failed;
            while (failed is not null && !restart.Stop.IsCancellationRequested)
            {
                failed = await TryRestartAsync(restart, failed, began).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            RestartSystem($"The supervision of '{Name}' has failed itself: {exception.Message}");
        }
        finally
        {
            restart.Ending = [];
        }
    }

    private async Task<SupervisedComponent?> TryRestartAsync(Restart restart, SupervisedComponent failed, long began)
    {
        var members = Along(failed);
        restart.Ending = members;
        await EndAllAsync(members, failed, restart.Stop).ConfigureAwait(false);
        if (restart.Stop.IsCancellationRequested)
        {
            return null;
        }

        restart.Ending = [];
        var options = failed.Cell.Options;
        if (!failed.Intensity.TryTake(options.MaxRestarts, options.RestartWindow))
        {
            _messages.Writer.TryWrite(new Message(
                Exhausted: $"'{failed.Cell.Name}' has used up its {options.MaxRestarts} restarts in {options.RestartWindow}.", Stop: restart.Stop));
            return null;
        }

        await BackOffAsync(failed, restart.Stop).ConfigureAwait(false);
        foreach (var member in members)
        {
            if (restart.Stop.IsCancellationRequested)
            {
                return null;
            }

            if (await TryStartAsync(member, restart.Stop).ConfigureAwait(false) is not { } generation)
            {
                member.Cause ??= new RestartCause(RecoveryReason.StartFailed);
                return member;
            }

            Open(member, generation, began);
        }

        return null;
    }

    private async Task EndAllAsync(IReadOnlyList<SupervisedComponent> members, SupervisedComponent failed, CancellationToken stop)
    {
        // The calls of one that hangs are answered at once: those that depend on it may be waiting for just that, and could not end before.
        if (failed.Cause?.Reason == RecoveryReason.Hung)
        {
            await EndAsync(failed, failed).ConfigureAwait(false);
        }

        foreach (var member in members.Reverse())
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            await EndAsync(member, failed).ConfigureAwait(false);
        }
    }

    private async Task BackOffAsync(SupervisedComponent failed, CancellationToken stop)
    {
        var delay = failed.Backoff.Next(failed.Cell.Options.ShortestPause, failed.Cell.Options.LongestPause);
        if (delay > TimeSpan.Zero)
        {
            failed.State = ComponentState.BackingOff;
            _reporter.BackingOff(failed.Cell.Name, delay);
            await Task.Delay(delay, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
