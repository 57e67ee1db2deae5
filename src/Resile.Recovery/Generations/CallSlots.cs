using System.Runtime.InteropServices;
using Resile.Recovery.Calls;
using Resile.Recovery.Detection;

namespace Resile.Recovery.Generations;

/// <summary>The calls that run on a generation, each in a slot that says since when.</summary>
/// <remarks>
/// One interlocked operation claims a slot and one plain store frees it. Threads begin their search at different slots, a cache
/// line each, so that they do not disturb one another. Where a segment of slots is full, others are chained behind it, and the search begins
/// at the one in which a slot was freed or claimed last: ten thousand running calls do not make the next one look at all of them.
/// </remarks>
internal sealed class CallSlots
{
    private const int Count = 64;
    private const int LongestSearch = 8;

    private readonly Slot[] _slots = new Slot[Count];
    private readonly CallSlots _first;
    private CallSlots? _next;
    private CallSlots _roomy;

    /// <summary>Initializes the first segment, which stands for all of them.</summary>
    public CallSlots() => (_first, _roomy) = (this, this);

    private CallSlots(CallSlots first, CallSlots? next) => (_first, _roomy, _next) = (first, first, next);

    /// <summary>Gets whether no call runs.</summary>
    public bool IsEmpty => Oldest == long.MaxValue;

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

    /// <summary>Gets how many calls have ended.</summary>
    public long Ended
    {
        get
        {
            var ended = 0L;
            for (var segment = this; segment is not null; segment = Volatile.Read(ref segment._next))
            {
                foreach (ref var slot in segment._slots.AsSpan())
                {
                    ended += Volatile.Read(ref slot.Ended);
                }
            }

            return ended;
        }
    }

    /// <summary>Claims a slot. The claim is a full fence: what is read after it was not read before.</summary>
    public CallSlot Claim(long now)
    {
        var begin = Volatile.Read(ref _roomy);
        if (begin.TryClaim(now, out var index))
        {
            return new CallSlot(begin, index);
        }

        return ClaimElsewhere(begin, now);
    }

    /// <summary>Answers the callers of all calls that said who does.</summary>
    public void GiveUp(Generation generation)
    {
        for (var segment = this; segment is not null; segment = Volatile.Read(ref segment._next))
        {
            foreach (ref var slot in segment._slots.AsSpan())
            {
                Volatile.Read(ref slot.Call)?.GiveUp(generation);
            }
        }
    }

    /// <summary>Adds the calls that components have made and that run since then or longer.</summary>
    public void AddWaiters(List<ComponentWait> waiters, ComponentCell callee, long latest)
    {
        for (var segment = this; segment is not null; segment = Volatile.Read(ref segment._next))
        {
            foreach (ref var slot in segment._slots.AsSpan())
            {
                var since = Volatile.Read(ref slot.Since);
                if (since != 0 && since <= latest && Volatile.Read(ref slot.Caller) is { } caller)
                {
                    // If the slot has changed hands, what was read may be of two calls.
                    var operation = Volatile.Read(ref slot.Operation);
                    if (Volatile.Read(ref slot.Since) == since && Volatile.Read(ref slot.Caller) == caller)
                    {
                        waiters.Add(new ComponentWait(caller, callee, operation!));
                    }
                }
            }
        }
    }

    /// <summary>Says which component waits for the call in a slot.</summary>
    public void NoteCaller(int index, ComponentCell caller, string operation)
    {
        ref var slot = ref _slots[index];
        slot.Operation = operation;
        Volatile.Write(ref slot.Caller, caller);
    }

    /// <summary>Says who answers the caller of the call in a slot.</summary>
    public void Note(int index, PendingCall call) => Volatile.Write(ref _slots[index].Call, call);

    /// <summary>Leaves the call in a slot out of the count: somebody else has counted it.</summary>
    public void Discount(int index) => _slots[index].Ended--;

    /// <summary>Frees a slot.</summary>
    public void Free(int index)
    {
        ref var slot = ref _slots[index];
        slot.Call = null;
        if (slot.Caller is not null)
        {
            slot.Caller = null;
        }

        // Who holds a slot has its line for itself.
        slot.Ended++;
        Volatile.Write(ref slot.Since, 0);
        _first.NoteRoom(this);
    }

    private CallSlot ClaimElsewhere(CallSlots begin, long now)
    {
        var segment = begin;
        for (var searched = 1; ; searched++)
        {
            var next = Volatile.Read(ref segment._next);
            var isLongEnough = (next ?? this) == begin || searched % LongestSearch == 0;
            segment = isLongEnough ? segment.Grow(next) : next ?? this;
            if (segment.TryClaim(now, out var index))
            {
                NoteRoom(segment);
                return new CallSlot(segment, index);
            }
        }
    }

    private bool TryClaim(long now, out int index)
    {
        var start = Environment.CurrentManagedThreadId;
        for (var offset = 0; offset < Count; offset++)
        {
            index = (start + offset) & (Count - 1);
            ref var since = ref _slots[index].Since;
            if (since == 0 && Interlocked.CompareExchange(ref since, now, 0) == 0)
            {
                return true;
            }
        }

        index = -1;
        return false;
    }

    // Of two that chain a segment at the same place, one succeeds, and both go on to it.
    private CallSlots Grow(CallSlots? next)
    {
        var segment = new CallSlots(_first, next);
        var before = Interlocked.CompareExchange(ref _next, segment, next);
        return before == next ? segment : before!;
    }

    // A hint: looked at before it is written, so that calls which fit into one segment share no line that is written to.
    private void NoteRoom(CallSlots segment)
    {
        if (_roomy != segment)
        {
            Volatile.Write(ref _roomy, segment);
        }
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Slot
    {
        [FieldOffset(0)]
        public long Since;

        [FieldOffset(8)]
        public PendingCall? Call;

        [FieldOffset(16)]
        public long Ended;

        [FieldOffset(24)]
        public ComponentCell? Caller;

        [FieldOffset(32)]
        public string? Operation;
    }
}
