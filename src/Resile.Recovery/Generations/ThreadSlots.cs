using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Resile.Recovery.Generations;

/// <summary>The calls that threads are making now: a slot, and a cache line, for each thread.</summary>
/// <remarks>
/// Only its thread writes to a slot, so that neither claiming nor freeing it takes an interlocked operation. No two threads that live have the same
/// managed id; an id is used again after its thread has ended, and no thread ends within a call. A claim is no fence: it may be visible to others later than what
/// its thread reads next, and whoever relies on seeing it executes <see cref="Interlocked.MemoryBarrierProcessWide"/> first.
/// </remarks>
internal sealed class ThreadSlots
{
    private const int Few = 32;
    private const long Nobody = long.MaxValue;

    /// <summary>How many threads have a slot at most. Ids are small numbers: only a process with more threads than this has others.</summary>
    public const int Most = 1_024;

    // The id of the current thread, kept where it can be read without a call; 0 until it is asked for.
    [ThreadStatic]
    private static int _thread;

    private readonly Lock _growing = new();
    private Slot[] _slots;
    private Slot[][] _all;

    /// <summary>Initializes room for a few threads.</summary>
    public ThreadSlots()
    {
        _slots = Room(Few);
        _all = [_slots];
    }

    /// <summary>Gets since when the oldest call runs; <see cref="long.MaxValue"/> when none does.</summary>
    public long Oldest
    {
        get
        {
            var oldest = long.MaxValue;
            foreach (var slots in Volatile.Read(ref _all))
            {
                foreach (ref var slot in slots.AsSpan())
                {
                    var since = Volatile.Read(ref slot.Since);
                    oldest = since != 0 && since < oldest ? since : oldest;
                }
            }

            return oldest;
        }
    }

    /// <summary>Gets how many calls have begun.</summary>
    public long Begun
    {
        get
        {
            var begun = 0L;
            foreach (var slots in Volatile.Read(ref _all))
            {
                foreach (ref var slot in slots.AsSpan())
                {
                    begun += Volatile.Read(ref slot.Begun);
                }
            }

            return begun;
        }
    }

    /// <summary>Claims the slot of the current thread, and notes since when the call runs; the slot is free again when it says 0.</summary>
    /// <returns>The slot; a null reference where the thread has none, or is within a call already.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long TryClaim(long now)
    {
        // Slot 0 is nobody's and never free.
        var slots = _slots;
        var thread = _thread;
        if ((uint)thread < (uint)slots.Length)
        {
            ref var slot = ref slots[thread];
            if (slot.Since == 0)
            {
                slot.Begun++;
                Volatile.Write(ref slot.Since, now);
                return ref slot.Since;
            }
        }

        return ref Unsafe.NullRef<long>();
    }

    /// <summary>Frees a slot that was claimed for a call that is not made there: it does not count as one.</summary>
    public static void TakeBack(ref long since)
    {
        // The count lies behind it: see Slot.
        Unsafe.Add(ref since, 1)--;
        Volatile.Write(ref since, 0);
    }

    /// <summary>Sees to it that the current thread has a slot the next time.</summary>
    /// <remarks>Calls go on in the slots that they have, so these stay, and are looked at as well.</remarks>
    public void MakeRoom()
    {
        var thread = _thread = Environment.CurrentManagedThreadId;
        if (thread < Volatile.Read(ref _slots).Length || thread >= Most)
        {
            return;
        }

        lock (_growing)
        {
            if (thread >= _slots.Length)
            {
                var more = Room(thread + 1);

                // In this order: nobody claims a slot that is not looked at.
                Volatile.Write(ref _all, [.. _all, more]);
                Volatile.Write(ref _slots, more);
            }
        }
    }

    private static Slot[] Room(int threads)
    {
        var slots = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)threads)];
        slots[0].Since = Nobody;
        return slots;
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Slot
    {
        [FieldOffset(0)]
        public long Since;

        [FieldOffset(8)]
        public long Begun;
    }
}
