using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Says that items ended by an answer that is an error.</summary>
internal sealed class ItemsEndedException(FrameHeader answer) : Exception("The answer is an error.")
{
    /// <summary>Gets the answer.</summary>
    public FrameHeader Answer { get; } = answer;
}
