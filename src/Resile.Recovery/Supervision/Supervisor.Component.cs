using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <content>The lowest rung: one component.</content>
internal sealed partial class Supervisor
{
    private void BeginRestart(SupervisedComponent component, RecoveryReason reason, Func<Task> close)
    {
        component.RestartStop = new CancellationTokenSource();
        var stop = component.RestartStop.Token;

        // The loop goes on at once: what a restart runs is user code, which may take any time.
        component.Restart = Task.Run(() => RestartAsync(component, reason, close, stop), CancellationToken.None);
    }

    private async Task RestartAsync(SupervisedComponent component, RecoveryReason reason, Func<Task> close, CancellationToken stop)
    {
        var (cell, began) = (component.Cell, _time.GetTimestamp());
        await close().ConfigureAwait(false);
        for (var attempt = 1; !stop.IsCancellationRequested; attempt++)
        {
            if (!component.Intensity.TryTake(cell.Options.MaxRestarts, cell.Options.RestartWindow))
            {
                _messages.Writer.TryWrite(new Message(null,
                    $"'{cell.Name}' has used up its {cell.Options.MaxRestarts} restarts in {cell.Options.RestartWindow}.", stop));
                return;
            }

            if (await TryRestartAsync(component, reason, attempt, began, stop).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> TryRestartAsync(
        SupervisedComponent component, RecoveryReason reason, int attempt, long began, CancellationToken stop)
    {
        var cell = component.Cell;
        var delay = component.Backoff.Next(cell.Options.ShortestPause, cell.Options.LongestPause);
        if (delay > TimeSpan.Zero)
        {
            component.State = ComponentState.BackingOff;
            _reporter.BackingOff(cell.Name, delay);
            await Task.Delay(delay, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (stop.IsCancellationRequested || await TryStartAsync(component, reason, attempt, stop).ConfigureAwait(false) is not { } generation)
        {
            return false;
        }

        Reopen(component, generation, reason, began);
        return true;
    }

    // Told before it is done: what then happens to the generation cannot be told earlier.
    private void Reopen(SupervisedComponent component, Generation generation, RecoveryReason reason, long began)
    {
        component.CountRestart();
        _reporter.Restarted(component.Cell.Name, generation.Number, reason, _time.GetElapsedTime(began));
        Open(component, generation);
    }

    private static void Open(SupervisedComponent component, Generation generation)
    {
        component.Backoff.Opened();
        component.State = ComponentState.Open;
        component.Cell.StateKeeper.Opened(generation.Number);
        component.Cell.Publish(generation);
    }

    private async Task<Generation?> TryStartAsync(SupervisedComponent component, RecoveryReason reason, int attempt, CancellationToken stop)
    {
        var cell = component.Cell;
        component.State = ComponentState.Starting;
        var outcome = await _starter.StartAsync(cell, reason, attempt, stop).ConfigureAwait(false);
        if (outcome.Late is { } late)
        {
            LeaveBehind(component, cell.Generations, late);
        }

        // Where the start was stopped, whoever stopped it says what comes next.
        if (outcome.Generation is null && !stop.IsCancellationRequested)
        {
            component.State = ComponentState.BackingOff;
            _reporter.Failed(cell.Name, cell.Generations, RecoveryReason.StartFailed, outcome.Exception);
            cell.StateKeeper.StartFailed();
        }

        return outcome.Generation;
    }

    private async Task CloseAsync(SupervisedComponent component, Generation generation, RecoveryReason reason)
    {
        // A hung generation has had its time already.
        var patience = reason == RecoveryReason.Hung ? TimeSpan.Zero : component.Cell.Options.ShutdownTimeout;
        try
        {
            if (await _closer.CloseAsync(generation, patience).ConfigureAwait(false) is { } late)
            {
                LeaveBehind(component, generation.Number, late);
            }
        }
        catch (Exception exception)
        {
            // What a component throws at its end must not keep the next one from beginning.
            _reporter.DisposalFailed(component.Cell.Name, generation.Number, exception);
        }
    }

    private void LeaveBehind(SupervisedComponent component, int generation, Task late)
    {
        var zombies = component.AddZombie();
        _reporter.Abandoned(component.Cell.Name, generation, zombies);
        _ = late.ContinueWith(
            ended =>
            {
                component.RemoveZombie();
                if (ended.Exception is { InnerException: { } exception })
                {
                    _reporter.DisposalFailed(component.Cell.Name, generation, exception);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (zombies >= component.Cell.Options.ZombieLimit)
        {
            RestartSystem($"{zombies} generations of '{component.Cell.Name}' hang, and only the end of the process ends them.");
        }
    }
}
