using Resile.Recovery.Generations;

namespace Resile.Recovery.State;

/// <summary>Captures the state of one component's open generation when it is time to. One timer looks; user code runs on a thread of its own.</summary>
internal sealed class StateWatch(AutoRecoverOptions options, StateKeeper keeper, TimeProvider time)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private Generation? _generation;
    private long _since;
    private long _calls;
    private long _mayBegin;

    /// <summary>Looks whether a capture is due, or has taken too long.</summary>
    /// <param name="generation">The newest generation.</param>
    /// <param name="now">The coarse clock.</param>
    public void Look(Generation generation, long now)
    {
        if (generation.Stateful is not { } component)
        {
            return;
        }

        if (_generation != generation)
        {
            (_generation, _since, _calls) = (generation, now, 0);
            Interlocked.Exchange(ref _mayBegin, 0);
        }

        if (generation.Capture is { Ended.IsCompleted: false } running)
        {
            FindLate(generation, running, now);
        }
        else if (IsDue(generation, now) && generation.TryEnter(now, out var slot))
        {
            // While the slot is held, whoever closes the generation waits, so it sees the capture.
            generation.Capture = Begin(generation, component, now);
            slot.Free();
            (_since, _calls) = (now, generation.Calls.Count);
        }
    }

    private bool IsDue(Generation generation, long now) =>
        now >= Interlocked.Read(ref _mayBegin)
        && ((options.SnapshotInterval > TimeSpan.Zero && now - _since >= (long)options.SnapshotInterval.TotalMilliseconds)
            || (options.SnapshotEvery > 0 && generation.Calls.Count - _calls >= options.SnapshotEvery));

    private void FindLate(Generation generation, StateCapture running, long now)
    {
        if (!running.HasBegun)
        {
            running.Since = now;
        }
        else if (!running.IsLate && now - running.Since > (long)options.SnapshotTimeout.TotalMilliseconds)
        {
            running.NoteLate();
            Failed(generation, now, new TimeoutException($"{nameof(ISnapshot<object>.Capture)} has not returned within {options.SnapshotTimeout}. "
                + "Nothing more is captured before it does."));
        }
    }

    private StateCapture Begin(Generation generation, ISnapshot component, long now)
    {
        var capture = new StateCapture { Since = now };
        capture.Ended = Task.Run(() =>
        {
            capture.NoteBegun();
            var at = time.GetTimestamp();
            try
            {
                keeper.Keep(generation, component.CaptureState() ?? throw new InvalidOperationException(
                    $"{nameof(ISnapshot<object>.Capture)} returned null. Return a state, or do not implement ISnapshot."), at);
            }
            catch (Exception exception)
            {
                Failed(generation, now, exception);
            }
        });
        return capture;
    }

    // Of one that fails each time, the log is told now and then.
    private void Failed(Generation generation, long now, Exception exception)
    {
        Interlocked.Exchange(ref _mayBegin, now + (long)PauseAfterFailure.TotalMilliseconds);
        keeper.CaptureFailed(generation.Number, exception);
    }
}
