using System.Collections.Concurrent;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Keeps calls that have ended for further ones.</summary>
internal sealed class PendingCallPool
{
    private const int MostKept = 1024;

    private readonly ConcurrentQueue<PendingCall> _idle = new();
    private int _kept;

    /// <summary>Takes one, or makes one.</summary>
    public PendingCall Rent()
    {
        if (_idle.TryDequeue(out var call))
        {
            Interlocked.Decrement(ref _kept);
            return call;
        }

        return new PendingCall();
    }

    /// <summary>Gives one back that no connection knows any more.</summary>
    public void Return(PendingCall call)
    {
        if (Volatile.Read(ref _kept) < MostKept)
        {
            call.Reset();
            Interlocked.Increment(ref _kept);
            _idle.Enqueue(call);
        }
    }
}
