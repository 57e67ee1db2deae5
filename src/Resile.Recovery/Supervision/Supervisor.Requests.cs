namespace Resile.Recovery.Supervision;

/// <content>Restarts that somebody asks for.</content>
internal sealed partial class Supervisor
{
    /// <summary>Restarts a child that has not failed, and waits for the end of the restart.</summary>
    public async Task RestartAsync(SupervisedChild child)
    {
        while (true)
        {
            Task? other = null;
            await AskAsync(() =>
            {
                other = StartingAnyway(child);
                if (other is null)
                {
                    child.RequestRestart();
                    BeginRestart(child);
                }

                return Task.CompletedTask;
            }).ConfigureAwait(false);
            await (other ?? child.Restart?.Running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // What restarts along with others may be left out of it: a temporary child is.
            if (other is null || !_isBegun || child.State == ComponentState.Open)
            {
                return;
            }
        }
    }

    // What is about to start a child that takes no calls now. A restart of its own beside that would start it twice, or keep others from starting.
    private Task? StartingAnyway(SupervisedChild child)
    {
        if (!_isBegun && State != ComponentState.Ended)
        {
            var above = this;
            while (above is not null && above.Restart is not { Running.IsCompleted: false })
            {
                above = above.Parent;
            }

            return above?.Restart!.Running ?? Task.CompletedTask;
        }

        if (!_opening.IsCompleted && Array.IndexOf(Volatile.Read(ref _toOpen), child) >= 0)
        {
            return _opening;
        }

        return child.Restart is { Running.IsCompleted: false } restart && restart.Failed != child
            && (IsEnding(child) || child.State != ComponentState.Open)
            ? restart.Running
            : null;
    }
}
