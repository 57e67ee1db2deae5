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
            component.Cause = new RestartCause(RecoveryReason.ServiceRestarted);
        }

        BeginOpening(isRestart: true, began);
    }

    // Not on the loop: a component that calls another at its start would wait for a restart that the loop has to decide.
    private void BeginOpening(bool isRestart, long began)
    {
        _openingStop = new CancellationTokenSource();
        var stop = _openingStop.Token;
        _opening = Task.Run(() => OpenAllAsync(isRestart, began, stop), CancellationToken.None);
    }

    private async Task OpenAllAsync(bool isRestart, long began, CancellationToken stop)
    {
        foreach (var component in Components)
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            if (await TryStartAsync(component, stop).ConfigureAwait(false) is { } generation)
            {
                Open(component, generation, began);
            }
            else if (!stop.IsCancellationRequested)
            {
                // It is tried again like one that has crashed. The others go on starting, unless it takes them along.
                component.Cause = new RestartCause(RecoveryReason.StartFailed);
                _messages.Writer.TryWrite(new Message(NotStarted: component, Stop: stop));
                if (_options.Strategy != SupervisionStrategy.OneForOne)
                {
                    break;
                }
            }
        }

        if (isRestart)
        {
            Interlocked.Increment(ref _serviceRestarts);
            if (!stop.IsCancellationRequested)
            {
                _reporter.ServiceRestarted(_time.GetElapsedTime(began));
            }
        }
    }

    private async Task StopComponentsAsync(bool isFinal)
    {
        await _openingStop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var component in Components.Reverse())
        {
            await (component.Restart?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (component.Cell.Current is { } generation)
            {
                // One that drains failed before its restart could begin: it still has to be closed.
                component.Cell.TryClose(generation);
                if (generation.State == GenerationState.Draining)
                {
                    component.State = ComponentState.Draining;
                    await CloseAsync(component, generation).ConfigureAwait(false);
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
