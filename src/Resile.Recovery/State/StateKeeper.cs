using Resile.Recovery.Generations;

namespace Resile.Recovery.State;

/// <summary>Keeps the last good state of one component, and decides which generation is given it. Thread-safe.</summary>
/// <remarks>
/// The guard against poison: a generation that was given the state and fails soon makes the next one start cold. When that one takes calls, the state is
/// dropped. If it cannot be started either, the state was not the cause (a database is down, say), and is trusted again.
/// </remarks>
internal sealed class StateKeeper(AutoRecoverOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private KeptState? _kept;
    private StateTrust _trust;
    private StateTrial? _trial;
    private IStateReporter? _reporter;

    /// <summary>Gets how old the state is that the next generation would be given; null if there is none.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (_lock)
            {
                return _kept is null || _trust == StateTrust.Distrusted ? null : time.GetElapsedTime(_kept.At);
            }
        }
    }

    private StateTrial? Trial
    {
        get
        {
            lock (_lock)
            {
                return _trial;
            }
        }
    }

    public void ReportTo(IStateReporter reporter) => _reporter = reporter;

    /// <summary>Keeps a state in place of the one before it, unless its generation has failed or ended meanwhile.</summary>
    public void Keep(Generation generation, object value, long at)
    {
        lock (_lock)
        {
            if (!generation.TakesCalls || _kept?.Generation > generation.Number)
            {
                return;
            }

            _kept = new KeptState(value, generation.Number, at);
        }

        _reporter?.Captured(generation.Number);
    }

    /// <summary>Puts something else in the place of the state: what a test calls a corrupt state.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryReplace(object value)
    {
        lock (_lock)
        {
            if (_kept is not { } kept)
            {
                return false;
            }

            _kept = kept with { Value = value };
            return true;
        }
    }

    /// <summary>Tells why a generation's state could not be captured; the one before it stays.</summary>
    public void CaptureFailed(int generation, Exception exception) => _reporter?.CaptureFailed(generation, exception);

    /// <summary>Notes that a generation is about to be made.</summary>
    public void Starting()
    {
        lock (_lock)
        {
            _trial = null;
        }
    }

    /// <summary>Gives a new generation the state, if there is one that is trusted.</summary>
    /// <returns>Whether it may go on; if not, its restoring threw, and another has to start without.</returns>
    public bool TryRestore(Generation generation, RecoveryContext context)
    {
        if (generation.Stateful is not { } component || Take(generation.Number) is not var (kept, trial))
        {
            return true;
        }

        try
        {
            component.RestoreState(kept.Value);
        }
        catch (Exception exception)
        {
            Refuse(trial, exception);
            return false;
        }

        lock (_lock)
        {
            // One that comes so late that its start was given up is judged already.
            if (_trial != trial)
            {
                return true;
            }

            trial.Step = RestoreStep.Starting;
        }

        context.NoteRestored();
        _reporter?.Restored(generation.Number, time.GetElapsedTime(kept.At));
        return true;
    }

    /// <summary>Notes that a generation takes calls.</summary>
    public void Opened(int generation)
    {
        lock (_lock)
        {
            if (_trial is not null && _trial.Generation == generation)
            {
                (_trial.Step, _trial.OpenedAt) = (RestoreStep.Opened, time.GetTimestamp());
            }
            else if (_trust == StateTrust.Distrusted)
            {
                _kept = null;
            }

            _trust = StateTrust.Trusted;
        }
    }

    /// <summary>Judges the state by a start that failed.</summary>
    public void StartFailed()
    {
        var trial = Trial;
        if (trial?.Step == RestoreStep.Restoring)
        {
            Refuse(trial, new TimeoutException(
                $"{nameof(ISnapshot<object>.Restore)} did not return within the {options.StartTimeout} that a start may take."));
            return;
        }

        StateTrust before, after;
        lock (_lock)
        {
            before = _trust;
            after = (trial is null, before) switch
            {
                (false, StateTrust.Trusted) => StateTrust.Distrusted,
                (true, StateTrust.Distrusted) => StateTrust.Acquitted,
                _ => before,
            };
            (_trial, _trust) = (null, after);
        }

        if (trial is not null && before != after)
        {
            _reporter?.Distrusted(trial.Generation);
        }
        else if (before != after)
        {
            _reporter?.Acquitted();
        }
    }

    /// <summary>Judges the state by a generation that has failed while it took calls.</summary>
    public void Failed(int generation, TimeSpan? lived)
    {
        lock (_lock)
        {
            if (_trial is not { Step: RestoreStep.Opened } trial || trial.Generation != generation
                || (lived ?? time.GetElapsedTime(trial.OpenedAt)) > options.PoisonWindow)
            {
                return;
            }

            (_trial, _trust) = (null, StateTrust.Distrusted);
        }

        _reporter?.Distrusted(generation);
    }

    private (KeptState Kept, StateTrial Trial)? Take(int generation)
    {
        lock (_lock)
        {
            if (_kept is null || _trust == StateTrust.Distrusted)
            {
                return null;
            }

            _trial = new StateTrial(generation);
            return (_kept, _trial);
        }
    }

    private void Refuse(StateTrial trial, Exception exception)
    {
        lock (_lock)
        {
            if (_trial != trial)
            {
                return;
            }

            (_kept, _trial, _trust) = (null, null, StateTrust.Trusted);
        }

        _reporter?.RestoreFailed(trial.Generation, exception);
    }
}
