using System.ComponentModel;

namespace Resile.Recovery;

/// <summary>What supervision sees of <see cref="ISnapshot{TState}"/>: that a component has state, whatever its type. Implement the other.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISnapshot
{
    // Internal and without a body: nobody can implement this without saying what the state is, and no reflection has to find that out.
    internal object CaptureState();

    internal void RestoreState(object state);
}
