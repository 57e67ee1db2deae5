using System.Runtime.InteropServices;

namespace Resile.Recovery.Generations;

/// <summary>The calls that run on a generation, each in a slot that says since when.</summary>
/// <remarks>
/// One interlocked operation claims a slot and one plain store frees it. Threads begin their search at different slots, a cache
/// line each, so that they do not disturb one another. When all are taken, another segment is chained behind.
/// </remarks>
internal sealed class CallSlots
{
    private const int Count = 64;

    private readonly Slot[] _slots = new Slot[Count];
    private CallSlots? _next;

    /// <summary>Gets whether no call runs.</summary>
    public bool IsEmpty
    {
        get
        {
            for (var segment = this; segment is not null; segment = Volatile.Read(ref segment._next))
            {
                foreach (ref var slot in segment._slots.AsSpan())
                {
                    if (Volatile.Read(ref slot.Since) != 0)
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    /// <summary>Gets since when the oldest call runs; <see cref="long.MaxValue"/> when none does.</summary>
    public long Oldest
    {
        get
        {
            var oldest = long.MaxValue;
            for (var segment = this; segment is not null; segment = Volatile.Read(ref segment._next))
            {
                foreach (ref var slot in segment._slots.AsSpan())
                {
                    var since = Volatile.Read(ref slot.Since);
                    oldest = since != 0 && since < oldest ? since : oldest;
                }
            }

            return oldest;
        }
    }

    /// <summary>Claims a slot. The claim is a full fence: what is read after it was not read before.</summary>
    public CallSlot Claim(long now)
    {
        var start = Environment.CurrentManagedThreadId;
        var segment = this;
        while (true)
        {
            for (var offset = 0; offset < Count; offset++)
            {
                var index = (start + offset) & (Count - 1);
                ref var since = ref segment._slots[index].Since;
                if (since == 0 && Interlocked.CompareExchange(ref since, now, 0) == 0)
                {
                    return new CallSlot(segment, index);
                }
            }

            if (Volatile.Read(ref segment._next) is null)
            {
                Interlocked.CompareExchange(ref segment._next, new CallSlots(), null);
            }

            segment = segment._next!;
        }
    }

    /// <summary>Frees a slot.</summary>
    public void Free(int index) => Volatile.Write(ref _slots[index].Since, 0);

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Slot
    {
        [FieldOffset(0)]
        public long Since;
    }
}
