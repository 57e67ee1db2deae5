namespace Resile.Recovery.Supervision;

/// <content>Children that come and go while the program runs.</content>
internal sealed partial class Supervisor
{
    // Whether its children are to be up: one that is added then starts at once, and one that is added before starts with the others.
    private bool _isBegun;

    /// <summary>Gets whether it has ended with its host, so that nothing starts any more.</summary>
    public bool IsOver => _messages.Reader.Completion.IsCompleted;

    /// <summary>Adds a child, and starts it if the others run.</summary>
    /// <param name="child">The child.</param>
    /// <param name="forget">Is called when it has ended for good.</param>
    /// <returns>Whether there is anybody who will start it.</returns>
    public bool TryAdopt(SupervisedChild child, Action forget)
    {
        (child.Parent, child.Forget) = (this, forget);
        return TryWrite(new SupervisorMessage(
            async () =>
            {
                if (State == ComponentState.Ended || IsSystemRestarting)
                {
                    await child.StopAsync(new ChildEnd($"its supervisor '{Name}' has ended.")).ConfigureAwait(false);
                    forget();
                    return;
                }

                Add(child);
                if (_isBegun)
                {
                    Begin(new Restart(child, [child]), restart => StartAloneAsync(child, restart));
                }
            },
            IsAwaited: true));
    }

    /// <summary>Ends a child for good, and waits for its end.</summary>
    public async Task RemoveAsync(SupervisedChild child)
    {
        await AskAsync(() =>
        {
            if (child.State != ComponentState.Ended)
            {
                BeginEnd(child, "it was removed from its pool. Get it from there again.", _opening);
            }

            return Task.CompletedTask;
        }).ConfigureAwait(false);
        await (child.Restart?.Running ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task StartAloneAsync(SupervisedChild child, Restart restart)
    {
        restart.Ending = [];
        if (!await child.StartAsync(_time.GetTimestamp(), restart.Stop).ConfigureAwait(false))
        {
            child.Cause = new RestartCause(RecoveryReason.StartFailed);
            Post(() => HasNotStartedAsync(child), restart.Stop);
        }
    }

    private void Drop(SupervisedChild child)
    {
        Volatile.Write(ref _children, Array.FindAll(_children, each => each != child));
        child.Forget!();
    }
}
