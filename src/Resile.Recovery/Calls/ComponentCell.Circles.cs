using Resile.Recovery.Detection;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <content>The components that wait for one another: looked for when a deadline has passed, and never before.</content>
public abstract partial class ComponentCell
{
    private int _circleIn = -1;

    // Fails a generation that a call does not return from.
    internal bool Hang(Generation generation, TimeSpan delay)
    {
        // Once it has failed, its calls may be given up at any moment, and with them goes who waits for it.
        generation.Circle = Waits.FindCircle((long)delay.TotalMilliseconds);
        if (!Fail(generation, RecoveryReason.Hung, null, FailureAction.Restart, delay))
        {
            return false;
        }

        Tell(generation.Circle);
        return true;
    }

    // The calls that components have made on this one and that have lasted for so many milliseconds.
    internal List<ComponentWait> Waiters(long least)
    {
        var waiters = new List<ComponentWait>();
        var latest = Clock.Now - least;
        _queue.AddWaiters(waiters, this, latest);
        if (Current is { State: not GenerationState.Abandoned } generation)
        {
            generation.Calls.AddWaiters(waiters, this, latest);
        }

        return waiters;
    }

    // Of a call that has waited in vain.
    private string? FindCircle(QueuedCall call)
    {
        var circle = call.Caller is { } caller ? Waits.FindCircle(caller, call.Operation, Clock.Now - call.Since) : null;
        Tell(circle);
        return circle;
    }

    // Once a generation: each of the calls that wait would say the same.
    private void Tell(string? circle)
    {
        var generations = Generations;
        if (circle is not null && Interlocked.Exchange(ref _circleIn, generations) != generations)
        {
            _failures?.WaitsInCircle(circle);
        }
    }
}
