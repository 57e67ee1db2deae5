using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <content>The start, the end and the leaving behind of one component.</content>
internal sealed partial class Supervisor
{
    private async Task<Generation?> TryStartAsync(SupervisedComponent component, CancellationToken stop)
    {
        var cell = component.Cell;
        component.State = ComponentState.Starting;
        component.Attempts++;
        var reason = component.Cause?.Reason ?? RecoveryReason.Started;
        var outcome = await _starter.StartAsync(cell, reason, component.Attempts, stop).ConfigureAwait(false);
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

    // Told before it is done: what then happens to the generation cannot be told earlier.
    private void Open(SupervisedComponent component, Generation generation, long began)
    {
        if (component.Cause is { } cause)
        {
            component.CountRestart();
            _reporter.Restarted(component.Cell.Name, generation.Number, cause, _time.GetElapsedTime(began));
        }
        else
        {
            _reporter.Started(component.Cell.Name, generation.Number);
        }

        component.Cause = null;
        component.Attempts = 0;
        component.Backoff.Opened();
        component.State = ComponentState.Open;
        component.Cell.StateKeeper.Opened(generation.Number);
        component.Cell.Publish(generation);
    }

    // Ends the generation that takes calls, or that has failed and drains.
    private async Task EndAsync(SupervisedComponent component, SupervisedComponent failed)
    {
        if (component.Cell.Current is not { } generation)
        {
            return;
        }

        if (component.Cell.TryClose(generation))
        {
            _reporter.RestartingAlong(component.Cell.Name, generation.Number, failed.Cell.Name);
        }

        // One that has failed itself, and of whose failure the loop has not heard yet, gets its own reason from there.
        component.TakeAlong(failed);
        if (generation.State == GenerationState.Draining)
        {
            component.State = ComponentState.Draining;
            await CloseAsync(component, generation).ConfigureAwait(false);
        }

        component.State = ComponentState.Stopped;
    }

    private async Task CloseAsync(SupervisedComponent component, Generation generation)
    {
        // A hung generation has had its time already.
        var patience = component.Cause?.Reason == RecoveryReason.Hung ? TimeSpan.Zero : component.Cell.Options.ShutdownTimeout;
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
            RestartSystem($"{zombies} generations of '{component.Cell.Name}' hang, and only the end of the process ends them.", isProcessLost: true);
        }
    }
}
