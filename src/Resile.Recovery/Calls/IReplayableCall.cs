using System.ComponentModel;

namespace Resile.Recovery.Calls;

/// <summary>What a call says of itself whatever its contract. Implemented by the structs that the generator writes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReplayableCall
{
    /// <summary>Gets how often the call may be made again when its generation fails under it.</summary>
    /// <value>0, where nothing says that two calls have the effect of one.</value>
    static virtual int Replays => 0;
}
