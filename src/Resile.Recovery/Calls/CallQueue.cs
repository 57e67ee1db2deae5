using Resile.Recovery.Detection;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>The calls that wait for a component: first in, first out, and those that are made again before all others. Thread-safe.</summary>
/// <remarks>
/// A generation is gated until the queue is empty, and who calls it meanwhile goes to the queue's end, so nobody is overtaken. Whoever adds a call, frees a
/// place or opens a generation releases the calls for which there is room; a caller's own code never runs here.
/// </remarks>
internal sealed class CallQueue(ComponentCell cell, CoarseClock clock)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedCall> _replays = [];
    private readonly LinkedList<QueuedCall> _arrivals = [];
    private int _count;
    private string? _stopped;

    /// <summary>Gets how many calls wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Gets whether none waits.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Gets why no call is let in before the component is revived; null while calls wait.</summary>
    public string? Stopped => Volatile.Read(ref _stopped);

    /// <summary>Adds a call, and lets in those for which there is room.</summary>
    /// <returns>Whether there was room to wait.</returns>
    public bool TryAdd(QueuedCall call)
    {
        lock (_lock)
        {
            if (_stopped is not null || _count >= cell.Options.QueueLimit)
            {
                return false;
            }

            (call.IsReplay ? _replays : _arrivals).AddLast(call.Place);

            // A full fence: see ConcurrencyGate.Leave.
            Interlocked.Increment(ref _count);
        }

        Release();
        return true;
    }

    /// <summary>Removes a call whose caller waits no longer.</summary>
    /// <returns>Whether it still waited; if not, it has its answer.</returns>
    public bool TryRemove(QueuedCall call)
    {
        lock (_lock)
        {
            if (call.Place.List is not { } list)
            {
                return false;
            }

            list.Remove(call.Place);
            Interlocked.Decrement(ref _count);
            return true;
        }
    }

    /// <summary>Lets in the calls for which there is room. When none waits any more, a generation without a limit is opened to all.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (_stopped is not null || cell.Current is not { TakesCalls: true } generation)
            {
                return;
            }

            while (First() is { } list)
            {
                if (!generation.TryPass(clock.Now, out var pass))
                {
                    return;
                }

                Take(list).SetResult(pass);
            }

            if (!cell.HasLimit)
            {
                generation.Open();
            }
        }
    }

    /// <summary>Lets no call in before the component is revived: who waits is told why.</summary>
    public void Stop(string why)
    {
        lock (_lock)
        {
            Volatile.Write(ref _stopped, why);
            while (First() is { } list)
            {
                Take(list).Refuse(why);
            }
        }
    }

    /// <summary>Lets calls wait again.</summary>
    public void Revive()
    {
        lock (_lock)
        {
            Volatile.Write(ref _stopped, null);
        }
    }

    /// <summary>Adds the calls that components have made and that wait since then or longer.</summary>
    public void AddWaiters(List<ComponentWait> waiters, ComponentCell callee, long latest)
    {
        lock (_lock)
        {
            foreach (var call in _replays.Concat(_arrivals))
            {
                if (call.Caller is { } caller && call.Since <= latest)
                {
                    waiters.Add(new ComponentWait(caller, callee, call.Operation));
                }
            }
        }
    }

    private LinkedList<QueuedCall>? First() => _replays.Count > 0 ? _replays : _arrivals.Count > 0 ? _arrivals : null;

    private QueuedCall Take(LinkedList<QueuedCall> list)
    {
        var call = list.First!.Value;
        list.RemoveFirst();
        Interlocked.Decrement(ref _count);
        return call;
    }
}
