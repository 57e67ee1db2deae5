using Resile.Recovery.Budgets;
using Resile.Recovery.Calls;
using Resile.Recovery.Detection;
using Resile.Recovery.Generations;
using Resile.Recovery.State;

namespace Resile.Recovery.Supervision;

/// <summary>A component as its supervisor keeps it.</summary>
internal sealed class SupervisedComponent : SupervisedChild, IFailureSink
{
    private readonly SupervisionReporter _reporter;
    private readonly TimeProvider _time;
    private readonly GenerationStarter _starter;
    private readonly GenerationCloser _closer;
    private readonly RestartBackoff _backoff;
    private readonly StateWatch _stateWatch;
    private readonly ProbeWatch _probeWatch;
    private FailureAction _afterFailedStart = FailureAction.Restart;
    private int _attempts;
    private int _zombies;
    private long _restarts;
    private long _hangs;

    public SupervisedComponent(string name, ComponentCell cell, SupervisionReporter reporter, TimeProvider time, Random random)
        : base(time)
    {
        (Name, Cell, _reporter, _time) = (name, cell, reporter, time);
        _starter = new GenerationStarter(time);
        _closer = new GenerationCloser(time);
        _backoff = new RestartBackoff(time, random);
        _stateWatch = new StateWatch(cell.Options, cell.StateKeeper, time);
        _probeWatch = new ProbeWatch(cell);
        _probeWatch.ReportTo(reporter.ProbesOf(name));
        cell.ReportTo(this);
        cell.StateKeeper.ReportTo(reporter.StateOf(name));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    public ComponentCell Cell { get; }

    /// <inheritdoc/>
    public override ChildRestart RestartKind => Cell.Options.Restart;

    /// <inheritdoc/>
    public override bool IsSignificant => Cell.Options.IsSignificant;

    /// <inheritdoc/>
    public override FailureAction AfterFailedStart => _afterFailedStart;

    /// <inheritdoc/>
    public void Failed(ComponentFailure failure) => Parent?.Failed(this, failure);

    /// <inheritdoc/>
    public void Resumed(Generation generation, Exception exception) => _reporter.Resumed(Name, generation.Number, exception);

    /// <inheritdoc/>
    public override string? TakeRestart() => Intensity.TryTake(Cell.Options.MaxRestarts, Cell.Options.RestartWindow)
        ? null
        : $"'{Name}' has used up its {Cell.Options.MaxRestarts} restarts in {Cell.Options.RestartWindow}.";

    /// <inheritdoc/>
    public override TimeSpan NextPause() => _backoff.Next(Cell.Options.ShortestPause, Cell.Options.LongestPause);

    /// <inheritdoc/>
    public override void Renew()
    {
        Intensity.Reset();
        _backoff.Reset();
    }

    /// <inheritdoc/>
    public override async Task<bool> StartAsync(long began, CancellationToken stop)
    {
        State = ComponentState.Starting;
        _attempts++;
        Cell.Revive();
        var outcome = await _starter.StartAsync(Cell, Cause?.Reason ?? RecoveryReason.Started, _attempts, stop).ConfigureAwait(false);
        if (outcome.Late is { } late)
        {
            LeaveBehind(Cell.Generations, late);
        }

        if (outcome.Generation is { } generation)
        {
            Open(generation, began);
            return true;
        }

        // Where the start was stopped, whoever stopped it says what comes next.
        if (!stop.IsCancellationRequested)
        {
            State = ComponentState.BackingOff;
            _reporter.Failed(Name, Cell.Generations, RecoveryReason.StartFailed, outcome.Exception);
            Cell.StateKeeper.StartFailed();
            _afterFailedStart = Cell.DecideOnEnd(outcome.Exception);
        }

        return false;
    }

    /// <inheritdoc/>
    public override async Task EndAsync(SupervisedChild failed)
    {
        if (Cell.Current is not { } generation)
        {
            return;
        }

        if (Cell.TryClose(generation) && failed != this)
        {
            _reporter.RestartingAlong(Name, generation.Number, failed.Name);
        }

        // One that has failed itself, and of whose failure the loop has not heard yet, gets its own reason from there.
        TakeAlong(failed);
        await CloseAsync(generation).ConfigureAwait(false);
        State = ComponentState.Stopped;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(ChildEnd? end)
    {
        if (Cell.Current is { } generation)
        {
            // One that drains failed before its restart could begin: it still has to be closed.
            Cell.TryClose(generation);
            await CloseAsync(generation).ConfigureAwait(false);
        }

        State = end is { IsWithHost: false } ? ComponentState.Ended : ComponentState.Stopped;
        if (end is null)
        {
            return;
        }

        Cell.Stop(end.Why);
        if (!end.IsWithHost)
        {
            // Whatever brings it back has a reason of its own.
            Cause = null;
            _reporter.Ended(Name, Cell.Generations, end.Why);
        }
        else if (Cell.Current is { } last)
        {
            _reporter.Stopped(Name, last.Number);
        }
    }

    /// <inheritdoc/>
    public void WaitsInCircle(string circle) => _reporter.WaitsInCircle(Name, circle);

    /// <summary>Finds a call that does not return, or a loop that makes no progress.</summary>
    public void FindHang(long now, int factor)
    {
        if (Cell.Current is { TakesCalls: true } generation
            && generation.Oldest is var oldest && oldest != long.MaxValue
            && now - oldest > factor * (long)Cell.Options.HangAfter.TotalMilliseconds
            && Cell.Hang(generation, TimeSpan.FromMilliseconds(now - oldest)))
        {
            Interlocked.Increment(ref _hangs);
        }
    }

    /// <summary>Probes it if that is due.</summary>
    public void Probe(long now, int factor)
    {
        if (Cell.Current is { } generation)
        {
            _probeWatch.Look(generation, now, factor);
        }
    }

    /// <summary>Captures its state if that is due.</summary>
    public void CaptureState(long now)
    {
        if (Cell.Current is { } generation)
        {
            _stateWatch.Look(generation, now);
        }
    }

    /// <summary>Refuses the calls that wait for it while it is down, as the system restarts: nothing may bring it back before, and a host does not stop before they end.</summary>
    public void RefuseWaiting()
    {
        if (Cell is { IsStopped: false, Current: not { TakesCalls: true } })
        {
            Cell.Stop("the system restarts. Call it again after that.");
        }
    }

    public ComponentSnapshot Snapshot() =>
        new(Name, Parent!.Name, State, Cell.Generations, Interlocked.Read(ref _restarts), Interlocked.Read(ref _hangs), Volatile.Read(ref _zombies), Cell.Waiting)
        {
            StateAge = Cell.StateKeeper.Age,
            ConcurrencyLimit = Cell.Concurrency?.Limit,
            Restart = Cell.Options.Restart,
            RestartsLeft = Intensity.Left(Cell.Options.MaxRestarts, Cell.Options.RestartWindow),
            ZombieLimit = Cell.Options.ZombieLimit,
            HasTakenCalls = Cell.Current is not null,
        };

    // Told before it is done: what then happens to the generation cannot be told earlier.
    private void Open(Generation generation, long began)
    {
        if (Cause is { } cause)
        {
            Interlocked.Increment(ref _restarts);
            _reporter.Restarted(Name, Cell.Name, generation.Number, cause, _time.GetElapsedTime(began));
        }
        else
        {
            _reporter.Started(Name, generation.Number);
        }

        Cause = null;
        _attempts = 0;
        _afterFailedStart = FailureAction.Restart;
        _backoff.Opened();
        State = ComponentState.Open;
        Cell.StateKeeper.Opened(generation.Number);

        // It may have come back although the system restarts.
        Cell.Revive();
        Cell.Publish(generation);
    }

    private async Task CloseAsync(Generation generation)
    {
        if (generation.State != GenerationState.Draining)
        {
            return;
        }

        // A hung generation has had its time already.
        State = ComponentState.Draining;
        var patience = Cause?.Reason == RecoveryReason.Hung ? TimeSpan.Zero : Cell.Options.ShutdownTimeout;
        try
        {
            if (await _closer.CloseAsync(generation, patience).ConfigureAwait(false) is { } late)
            {
                LeaveBehind(generation.Number, late);
            }
        }
        catch (Exception exception)
        {
            // What a component throws at its end must not keep the next one from beginning.
            _reporter.DisposalFailed(Name, generation.Number, exception);
        }
    }

    // A zombie whose last call has returned after all is one no more.
    private void LeaveBehind(int generation, Task late)
    {
        var zombies = Interlocked.Increment(ref _zombies);
        _reporter.Abandoned(Name, generation, zombies);
        _ = late.ContinueWith(
            ended =>
            {
                Interlocked.Decrement(ref _zombies);
                if (ended.Exception is { InnerException: { } exception })
                {
                    _reporter.DisposalFailed(Name, generation, exception);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (zombies >= Cell.Options.ZombieLimit)
        {
            Parent!.RestartSystem($"{zombies} generations of '{Name}' hang, and only the end of the process ends them.", isProcessLost: true);
        }
    }
}
