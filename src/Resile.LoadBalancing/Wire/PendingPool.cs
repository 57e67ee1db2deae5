using System.Collections.Concurrent;

namespace Resile.LoadBalancing.Wire;

/// <summary>Keeps calls that have ended for further ones.</summary>
/// <param name="create">Makes one.</param>
internal sealed class PendingPool(Func<PendingFrame> create)
{
    private const int MostKept = 1024;

    private readonly ConcurrentQueue<PendingFrame> _idle = new();
    private int _kept;

    /// <summary>Takes one, or makes one.</summary>
    public PendingFrame Rent()
    {
        if (_idle.TryDequeue(out var call))
        {
            Interlocked.Decrement(ref _kept);
            return call;
        }

        return create();
    }

    /// <summary>Gives one back that no connection knows any more.</summary>
    public void Return(PendingFrame call)
    {
        if (Volatile.Read(ref _kept) < MostKept)
        {
            call.Reset();
            Interlocked.Increment(ref _kept);
            _idle.Enqueue(call);
        }
    }
}
