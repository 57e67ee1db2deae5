namespace Resile.Recovery.Generations;

/// <summary>The place of a running call.</summary>
internal readonly struct CallSlot(CallSlots slots, int index)
{
    /// <summary>Notes that the call has ended.</summary>
    public void Free() => slots.Free(index);
}
