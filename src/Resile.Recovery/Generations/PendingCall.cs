namespace Resile.Recovery.Generations;

/// <summary>A call that had not completed when its thread came back from it.</summary>
internal abstract class PendingCall
{
    /// <summary>Answers the caller of a generation that is given up. Thread-safe, and of no effect where the call was answered, or is one of another generation.</summary>
    public abstract void GiveUp(Generation generation);
}
