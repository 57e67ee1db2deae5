using Resile.Recovery.Calls;
using Resile.Recovery.Limits;

namespace Resile.Recovery.Generations;

/// <summary>What a call holds while it runs: a slot of its generation, and its place within the limit where it came through the gate.</summary>
/// <param name="generation">The generation.</param>
/// <param name="slot">The slot.</param>
/// <param name="gate">The gate that it came through; null where it met none.</param>
/// <param name="began">When it began; 0 if it is not measured.</param>
internal readonly struct CallPass(Generation generation, CallSlot slot, ConcurrencyGate? gate = null, long began = 0)
{
    /// <summary>Gets the generation.</summary>
    public Generation Generation => generation;

    /// <summary>Says who answers the caller if the generation is given up.</summary>
    public void Note(PendingCall call) => slot.Note(call);

    /// <summary>Says which component waits for the call.</summary>
    public void NoteCaller(ComponentCell caller, string operation) => slot.NoteCaller(caller, operation);

    /// <summary>Frees the slot. Done before it is judged what the call threw: who closes the generation then does not find this call on it.</summary>
    public void Free() => slot.Free();

    /// <summary>Gives the place within the limit to another call.</summary>
    public void Leave(CallEnd end) => gate?.Leave(began, end);
}
