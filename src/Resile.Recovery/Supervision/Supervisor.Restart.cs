namespace Resile.Recovery.Supervision;

/// <content>The lowest rung: one child, and those that the strategy takes along.</content>
internal sealed partial class Supervisor
{
    // The loop goes on at once: what a restart runs is user code, which may take any time.
    private void BeginRestart(SupervisedChild failed)
    {
        var members = Along(failed);
        var before = StopRestarts(members);

        // One that restarts alone lets the others go on starting. What the first start still has to say, should it have ended, is settled here, too:
        // whoever did not start comes after this one, or restarts with it.
        if (_options.Strategy != SupervisionStrategy.OneForOne)
        {
            before.Add(Task.WhenAll(_openingStop.CancelAsync(), _opening));
        }

        Begin(new Restart(failed, members), restart => RestartAsync(restart, before));
    }

    // Ends a child for good. None is taken along: what depends on it fails by itself, if it does.
    private void BeginEnd(SupervisedChild child, string why, Task? opening = null)
    {
        // A restart of several goes on with the others, whom nobody else would start.
        var before = child.Restart is { IsOfSeveral: true, Running.IsCompleted: false } several ? [several.Running] : StopRestarts([child]);

        // What the others start has to be there before it can end.
        before.Add(opening ?? Task.CompletedTask);
        Begin(new Restart(child, [child]), async restart =>
        {
            await SettleAsync(before).ConfigureAwait(false);
            await child.StopAsync(new ChildEnd(why)).ConfigureAwait(false);
            Post(() => HasEndedAsync(child), restart.Stop);
        });
    }

    private void Begin(Restart restart, Func<Restart, Task> run)
    {
        foreach (var member in restart.Ending)
        {
            member.Restart = restart;
        }

        restart.Begin(async () =>
        {
            try
            {
                await run(restart).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                RestartSystem($"The supervision of '{Name}' has failed itself: {exception.Message}");
            }
            finally
            {
                restart.Ending = [];
            }
        });
    }

    private static List<Task> StopRestarts(IReadOnlyList<SupervisedChild> members) =>
    [
        .. members.Select(static member => member.Restart).OfType<Restart>().Distinct()
            .Where(static restart => !restart.Running.IsCompleted).Select(static restart => restart.StopAsync()),
    ];

    // What a restart takes the place of may have started something meanwhile, which then ends here.
    private static async Task SettleAsync(IReadOnlyList<Task> before)
    {
        foreach (var earlier in before)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // In order of their start. A child depends on none that comes after it.
    private IReadOnlyList<SupervisedChild> Along(SupervisedChild failed) => _options.Strategy switch
    {
        SupervisionStrategy.OneForAll => Children,
        SupervisionStrategy.RestForOne => [.. Children.SkipWhile(child => child != failed)],
        _ => [failed],
    };

    private async Task RestartAsync(Restart restart, IReadOnlyList<Task> before)
    {
        var began = _time.GetTimestamp();
        await SettleAsync(before).ConfigureAwait(false);

        // Of several that start, the one that fails to start is the next to have failed: its budget and its pause count.
        SupervisedChild? failed = restart.Failed;
        while (failed is not null && !restart.Stop.IsCancellationRequested)
        {
            failed = await TryRestartAsync(restart, failed, began).ConfigureAwait(false);
        }
    }

    private async Task<SupervisedChild?> TryRestartAsync(Restart restart, SupervisedChild failed, long began)
    {
        var members = Along(failed);
        restart.Ending = members;

        // The calls of one that hangs are answered at once: those that depend on it may be waiting for just that, and could not end before.
        if (failed.Cause?.Reason == RecoveryReason.Hung)
        {
            await failed.EndAsync(failed).ConfigureAwait(false);
        }

        var isRequested = failed.Cause?.Reason == RecoveryReason.Requested;
        if (!isRequested && failed.TakeRestart() is { } exhausted)
        {
            Post(() => HasUsedUpAsync(failed, exhausted), restart.Stop);
            return null;
        }

        await EndAllAsync(members, failed, restart.Stop).ConfigureAwait(false);
        if (restart.Stop.IsCancellationRequested)
        {
            return null;
        }

        restart.Ending = [];
        if (!isRequested)
        {
            await BackOffAsync(failed, restart.Stop).ConfigureAwait(false);
        }

        return await StartAllAsync(restart, members, failed, began).ConfigureAwait(false);
    }

    // Returns the one that did not start, if it is to be tried again like one that has failed.
    private async Task<SupervisedChild?> StartAllAsync(Restart restart, IReadOnlyList<SupervisedChild> members, SupervisedChild failed, long began)
    {
        foreach (var member in members.Where(member => member == failed || member.RestartKind != ChildRestart.Temporary))
        {
            if (restart.Stop.IsCancellationRequested)
            {
                return null;
            }

            if (!await member.StartAsync(began, restart.Stop).ConfigureAwait(false))
            {
                member.Cause = member.Cause is null or { Reason: RecoveryReason.Requested } ? new RestartCause(RecoveryReason.StartFailed) : member.Cause;
                if (member.AfterFailedStart is FailureAction.Restart)
                {
                    return member;
                }

                Post(() => HasNotStartedAsync(member), restart.Stop);
                if (member.AfterFailedStart != FailureAction.Stop)
                {
                    return null;
                }
            }
        }

        return null;
    }

    private async Task EndAllAsync(IReadOnlyList<SupervisedChild> members, SupervisedChild failed, CancellationToken stop)
    {
        foreach (var member in members.Reverse())
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            if (member == failed || member.RestartKind != ChildRestart.Temporary)
            {
                await member.EndAsync(failed).ConfigureAwait(false);
            }
            else if (member.State != ComponentState.Ended)
            {
                await member.StopAsync(new ChildEnd($"'{failed.Name}' has failed, and it is a temporary child of '{Name}'.")).ConfigureAwait(false);
                Post(() => HasEndedAsync(member), _life.Token);
            }
        }
    }

    private async Task BackOffAsync(SupervisedChild failed, CancellationToken stop)
    {
        var delay = failed.NextPause();
        if (delay > TimeSpan.Zero)
        {
            failed.State = ComponentState.BackingOff;
            _reporter.BackingOff(failed.Name, delay);
            Interlocked.Increment(ref _pauses);
            await Task.Delay(delay, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref _pauses);
        }
    }

    // A single one of those that come and go does not restart all others.
    private Task HasUsedUpAsync(SupervisedChild child, string exhausted)
    {
        if (child.Forget is null)
        {
            RestartWhole(exhausted);
        }
        else
        {
            BeginEnd(child, exhausted);
        }

        return Task.CompletedTask;
    }

    // It is tried again like one that has crashed, unless its contract or its kind says otherwise.
    private Task HasNotStartedAsync(SupervisedChild child)
    {
        if (child.AfterFailedStart == FailureAction.Escalate)
        {
            RestartWhole($"'{child.Name}' could not be started, in a way that trying again does not mend.");
        }
        else
        {
            EndOrRestart(child, child.AfterFailedStart, hasFailed: true);
        }

        return Task.CompletedTask;
    }
}
