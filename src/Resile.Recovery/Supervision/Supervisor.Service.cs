using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <content>The upper rungs: the whole service, and the system.</content>
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
            if (await TryOpenAsync(component, RecoveryReason.ServiceRestarted, 1, CancellationToken.None).ConfigureAwait(false) is { } generation)
            {
                component.CountRestart();
                _reporter.Restarted(component.Cell.Name, generation.Number, RecoveryReason.ServiceRestarted, _time.GetElapsedTime(began));
            }
            else
            {
                BeginRestart(component, RecoveryReason.StartFailed, static () => Task.CompletedTask);
            }
        }

        Interlocked.Increment(ref _serviceRestarts);
        _reporter.ServiceRestarted(_time.GetElapsedTime(began));
    }

    private async Task StopComponentsAsync(bool isFinal)
    {
        foreach (var component in Components.Reverse())
        {
            await component.RestartStop.CancelAsync().ConfigureAwait(false);
            await component.Restart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (component.Cell.Current is { } generation)
            {
                // One that drains failed before its restart could begin: it still has to be closed.
                if (generation.TryDrain())
                {
                    component.Cell.Closed();
                }

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

    private void RestartSystem(string reason)
    {
        if (Interlocked.Exchange(ref _isSystemRestarting, 1) == 0)
        {
            _reporter.SystemRestarting(reason);
            _system.RestartSystem(reason);
        }
    }

    // What the loop is told: a failure, that a component has used up its restarts, or to stop.
    private sealed record Message(Calls.ComponentFailure? Failure, string? Exhausted)
    {
        public static readonly Message Stop = new(null, null);
    }
}
