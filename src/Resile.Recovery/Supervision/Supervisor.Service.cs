using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <content>The rung above: all components of the service.</content>
internal sealed partial class Supervisor
{
    private async Task RestartServiceAsync(string reason)
    {
        if (!_intensity.TryTake(_options.MaxRestarts, _options.RestartWindow))
        {
            RestartSystem($"Service '{Name}' has used up its {_options.MaxRestarts} restarts in {_options.RestartWindow}: {reason}");
            return;
        }

        var began = _time.GetTimestamp();
        _reporter.ServiceRestarting(reason);
        await StopComponentsAsync(isFinal: false).ConfigureAwait(false);
        foreach (var component in Components)
        {
            component.Intensity.Reset();
            component.Backoff.Reset();
        }

        BeginOpening(RecoveryReason.ServiceRestarted, began);
    }

    // Not on the loop: a component that calls another at its start would wait for a restart that the loop has to decide.
    private void BeginOpening(RecoveryReason reason, long began)
    {
        _openingStop = new CancellationTokenSource();
        var stop = _openingStop.Token;
        _opening = Task.Run(() => OpenAllAsync(reason, began, stop), CancellationToken.None);
    }

    private async Task OpenAllAsync(RecoveryReason reason, long began, CancellationToken stop)
    {
        foreach (var component in Components)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            if (await TryStartAsync(component, reason, 1, stop).ConfigureAwait(false) is { } generation)
            {
                OpenFirst(component, generation, reason, began);
            }
            else if (!stop.IsCancellationRequested)
            {
                // The others go on starting; this one is tried again like one that has crashed.
                BeginRestart(component, RecoveryReason.StartFailed, static () => Task.CompletedTask);
            }
        }

        if (reason == RecoveryReason.ServiceRestarted)
        {
            Interlocked.Increment(ref _serviceRestarts);
            _reporter.ServiceRestarted(_time.GetElapsedTime(began));
        }
    }

    private void OpenFirst(SupervisedComponent component, Generation generation, RecoveryReason reason, long began)
    {
        if (reason == RecoveryReason.Started)
        {
            _reporter.Started(component.Cell.Name, generation.Number);
            Open(component, generation);
        }
        else
        {
            Reopen(component, generation, reason, began);
        }
    }

    private async Task StopComponentsAsync(bool isFinal)
    {
        await _openingStop.CancelAsync().ConfigureAwait(false);
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var component in Components.Reverse())
        {
            await component.RestartStop.CancelAsync().ConfigureAwait(false);
            await component.Restart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (component.Cell.Current is { } generation)
            {
                // One that drains failed before its restart could begin: it still has to be closed.
                component.Cell.TryClose(generation);
                if (generation.State == GenerationState.Draining)
                {
                    component.State = ComponentState.Draining;
                    await CloseAsync(component, generation, RecoveryReason.ServiceRestarted).ConfigureAwait(false);
                }

                if (isFinal)
                {
                    _reporter.Stopped(component.Cell.Name, generation.Number);
                }
            }

            component.State = ComponentState.Stopped;
            if (isFinal)
            {
                component.Cell.Stop();
            }
        }
    }
}
