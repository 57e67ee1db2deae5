using Resile.Recovery.Calls;

namespace Resile.Recovery.Generations;

/// <summary>The place of a running call.</summary>
internal readonly struct CallSlot(CallSlots slots, int index)
{
    /// <summary>Says who answers the caller if the generation is given up.</summary>
    public void Note(PendingCall call) => slots.Note(index, call);

    /// <summary>Says which component waits for the call.</summary>
    public void NoteCaller(ComponentCell caller, string operation) => slots.NoteCaller(index, caller, operation);

    /// <summary>Leaves the call out of the count of those that ended here.</summary>
    public void Discount() => slots.Discount(index);

    /// <summary>Notes that the call has ended.</summary>
    public void Free() => slots.Free(index);
}
