namespace Resile.Recovery.Supervision;

/// <content>The supervisor itself as a child of the one above it: all its children together.</content>
internal sealed partial class Supervisor
{
    /// <inheritdoc/>
    public override string? TakeRestart() => Intensity.TryTake(_options.MaxRestarts, _options.RestartWindow)
        ? null
        : $"Service '{Name}' has used up its {_options.MaxRestarts} restarts in {_options.RestartWindow}: {_failure}";

    /// <inheritdoc/>
    public override TimeSpan NextPause() => TimeSpan.Zero;

    /// <inheritdoc/>
    public override void Renew()
    {
        Intensity.Reset();

        // It is the one above that restarts now.
        _failure = null;
    }

    /// <inheritdoc/>
    public override void RequestRestart()
    {
        base.RequestRestart();
        _failure = "its restart was asked for.";
    }

    /// <inheritdoc/>
    public override async Task<bool> StartAsync(long began, CancellationToken stop)
    {
        State = ComponentState.Starting;

        // What fails from now on is a failure of what starts here, and may be told before all of that is up.
        var failure = Interlocked.Exchange(ref _failure, null);
        var opening = Task.CompletedTask;
        var pause = Parent is null ? 0 : 1;
        Interlocked.Add(ref _pauses, pause);
        await AskAsync(() =>
        {
            opening = BeginOpening(began, stop);
            Cause = null;
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        await opening.ConfigureAwait(false);
        Interlocked.Add(ref _pauses, -pause);
        if (failure is not null)
        {
            Interlocked.Increment(ref _restarts);
        }

        if (stop.IsCancellationRequested)
        {
            return false;
        }

        if (failure is not null)
        {
            _reporter.ServiceRestarted(_time.GetElapsedTime(began));
        }

        State = ComponentState.Open;
        return true;
    }

    /// <inheritdoc/>
    public override async Task EndAsync(SupervisedChild failed)
    {
        if (_failure is not null)
        {
            _reporter.ServiceRestarting(_failure);
        }

        TakeAlong(failed);
        await StopAsync(null).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(ChildEnd? end)
    {
        var pause = Parent is null ? 0 : 1;
        Interlocked.Add(ref _pauses, pause);
        await AskAsync(async () =>
        {
            await _life.CancelAsync().ConfigureAwait(false);
            await StopChildrenAsync(end).ConfigureAwait(false);
        }).ConfigureAwait(false);
        Interlocked.Add(ref _pauses, -pause);
        State = end is { IsWithHost: false } ? ComponentState.Ended : ComponentState.Stopped;
        if (State == ComponentState.Ended)
        {
            (_failure, Cause) = (null, null);
        }

        if (end?.IsWithHost == true)
        {
            _messages.Writer.TryComplete();
            await _loop.ConfigureAwait(false);
        }
    }

    private void RestartWhole(string reason)
    {
        if (Parent is { } parent)
        {
            parent.Post(() => parent.DecideAsync(this, reason), _life.Token);
        }
        else
        {
            RestartSystem(reason);
        }
    }

    // The life that has failed is over when this one has ended its children: what it said after that, nobody hears.
    private Task DecideAsync(Supervisor failed, string reason)
    {
        failed._failure ??= reason;
        failed.Cause = new RestartCause(RecoveryReason.ServiceRestarted);
        if (!IsEnding(failed))
        {
            EndOrRestart(failed, FailureAction.Restart, hasFailed: true);
        }

        return Task.CompletedTask;
    }

    // A significant child that has ended for good may end all of them.
    private async Task HasEndedAsync(SupervisedChild child)
    {
        if (child.State == ComponentState.Ended && child.Forget is not null)
        {
            Drop(child);
        }

        var mayEnd = _options.AutoShutdown switch
        {
            AutoShutdown.AnySignificant => child.IsSignificant,
            AutoShutdown.AllSignificant => child.IsSignificant
                && Children.All(static each => !each.IsSignificant || each.State == ComponentState.Ended),
            _ => false,
        };
        if (!mayEnd || child.State != ComponentState.Ended)
        {
            return;
        }

        _reporter.ShuttingDown(child.Name);
        await StopChildrenAsync(new ChildEnd($"its supervisor '{Name}' has ended, because '{child.Name}' has.")).ConfigureAwait(false);
        Parent?.Post(
            () =>
            {
                Cause = new RestartCause(RecoveryReason.Ended);
                _failure = RestartKind == ChildRestart.Permanent ? $"'{child.Name}' has ended." : null;
                Parent.EndOrRestart(this, FailureAction.Restart, hasFailed: false);
                return Task.CompletedTask;
            },
            _life.Token);
    }

    // Not on the loop: a component that calls another at its start would wait for a restart that the loop has to decide.
    private Task BeginOpening(long began, CancellationToken stop)
    {
        var children = Children;
        foreach (var child in children)
        {
            child.Renew();
            if (Cause is { } cause)
            {
                child.Cause = cause.Reason == RecoveryReason.RestartedAlong ? cause : new RestartCause(RecoveryReason.ServiceRestarted);
            }
        }

        _life = new CancellationTokenSource();
        _openingStop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var opening = _openingStop.Token;
        Volatile.Write(ref _toOpen, [.. children]);
        _isBegun = true;
        return _opening = Task.Run(() => OpenAllAsync(children, began, opening), CancellationToken.None);
    }

    private async Task OpenAllAsync(IReadOnlyList<SupervisedChild> children, long began, CancellationToken stop)
    {
        foreach (var child in children)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            var isUp = await child.StartAsync(began, stop).ConfigureAwait(false);
            Volatile.Write(ref _toOpen, _toOpen[1..]);
            if (isUp || stop.IsCancellationRequested)
            {
                continue;
            }

            // The others go on starting, unless it takes them along. One that ends for good takes none.
            child.Cause = new RestartCause(RecoveryReason.StartFailed);
            Post(() => HasNotStartedAsync(child), stop);
            if (_options.Strategy != SupervisionStrategy.OneForOne && child.AfterFailedStart != FailureAction.Stop
                && (child.RestartKind != ChildRestart.Temporary || child.AfterFailedStart == FailureAction.Escalate))
            {
                return;
            }
        }
    }

    private async Task StopChildrenAsync(ChildEnd? end)
    {
        _isBegun = false;
        await _openingStop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var children = Children;
        if (children.All(static child => child.Forget is not null))
        {
            // Those that come and go do without one another.
            await Task.WhenAll(children.Select(child => StopChildAsync(child, end))).ConfigureAwait(false);
            return;
        }

        foreach (var child in children.Reverse())
        {
            await StopChildAsync(child, end).ConfigureAwait(false);
        }
    }

    private static async Task StopChildAsync(SupervisedChild child, ChildEnd? end)
    {
        await (child.Restart?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (end is not { IsWithHost: false } || child.State != ComponentState.Ended)
        {
            await child.StopAsync(end).ConfigureAwait(false);
        }
    }
}
