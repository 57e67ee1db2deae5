using System.Collections.Concurrent;

namespace Resile.LoadBalancing.Udp;

/// <summary>Keeps calls that have ended for further ones.</summary>
internal sealed class PendingDatagramPool
{
    private const int MostKept = 1024;

    private readonly ConcurrentQueue<PendingDatagram> _idle = new();
    private int _kept;

    /// <summary>Takes one, or makes one.</summary>
    public PendingDatagram Rent()
    {
        if (_idle.TryDequeue(out var call))
        {
            Interlocked.Decrement(ref _kept);
            return call;
        }

        return new PendingDatagram();
    }

    /// <summary>Gives one back that no session knows any more.</summary>
    public void Return(PendingDatagram call)
    {
        if (Volatile.Read(ref _kept) < MostKept)
        {
            call.Reset();
            Interlocked.Increment(ref _kept);
            _idle.Enqueue(call);
        }
    }
}
