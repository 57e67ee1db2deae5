using System.Collections.Concurrent;

namespace Resile.Recovery.Generations;

/// <summary>Keeps the objects of calls that were answered: one for each thread, and a limited number for all of them.</summary>
internal static class PendingCallPool<TCall>
    where TCall : class
{
    private const int Most = 1_024;

    private static readonly ConcurrentQueue<TCall> Shared = new();
    private static int _count;

    [ThreadStatic]
    private static TCall? _mine;

    /// <summary>Takes an object, if there is one.</summary>
    public static TCall? Rent()
    {
        if (_mine is { } mine)
        {
            _mine = null;
            return mine;
        }

        // Looked at first: threads that find nothing write nothing.
        if (Volatile.Read(ref _count) > 0 && Shared.TryDequeue(out var call))
        {
            Interlocked.Decrement(ref _count);
            return call;
        }

        return null;
    }

    /// <summary>Keeps an object for another call.</summary>
    public static void Return(TCall call)
    {
        if (_mine is null)
        {
            _mine = call;
        }
        else if (Interlocked.Increment(ref _count) <= Most)
        {
            Shared.Enqueue(call);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
