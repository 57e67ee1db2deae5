using System.Runtime.CompilerServices;
using Resile.Recovery.Calls;
using Resile.Recovery.Detection;

namespace Resile.Recovery.Generations;

/// <summary>The calls that run on a generation.</summary>
/// <remarks>
/// A call begins in the slot of its thread, which costs next to nothing. One that has not completed when its thread comes back moves to a
/// shared slot; one for which its thread has no slot begins there.
/// </remarks>
internal sealed class RunningCalls
{
    private readonly ThreadSlots _threads = new();
    private readonly CallSlots _shared = new();

    /// <summary>Gets whether no call runs.</summary>
    public bool IsEmpty => Oldest == long.MaxValue;

    /// <summary>Gets since when the oldest call runs; <see cref="long.MaxValue"/> when none does.</summary>
    /// <remarks>Calls move from their thread's slot to a shared one, never back: looked at in this order, none is missed.</remarks>
    public long Oldest
    {
        get
        {
            var oldest = _threads.Oldest;
            return Math.Min(oldest, _shared.Oldest);
        }
    }

    /// <summary>Gets how many calls there have been, those left out that run in shared slots.</summary>
    public long Count => _threads.Begun + _shared.Ended;

    /// <summary>Claims the slot of the current thread.</summary>
    /// <returns>The slot; a null reference where the thread has none that is free. The claim is no fence.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long TryClaim(long now) => ref _threads.TryClaim(now);

    /// <summary>Frees the slot of a thread whose call was not made after all.</summary>
    public static void TakeBack(ref long since) => ThreadSlots.TakeBack(ref since);

    /// <summary>Answers the callers of the calls that have not completed.</summary>
    public void GiveUp(Generation generation) => _shared.GiveUp(generation);

    /// <summary>Adds the calls that components have made and that run since then or longer. Of those in the slots of threads it is not known who made them.</summary>
    public void AddWaiters(List<ComponentWait> waiters, ComponentCell callee, long latest) => _shared.AddWaiters(waiters, callee, latest);

    /// <summary>Claims a shared slot. The claim is a full fence.</summary>
    public CallSlot Claim(long now)
    {
        _threads.MakeRoom();
        return _shared.Claim(now);
    }

    /// <summary>Moves a call out of the slot of its thread, which goes on to other calls.</summary>
    public CallSlot Move(ref long since)
    {
        var shared = _shared.Claim(since);
        shared.Discount();
        Volatile.Write(ref since, 0);
        return shared;
    }
}
