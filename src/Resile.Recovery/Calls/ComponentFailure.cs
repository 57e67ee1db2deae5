using System.Diagnostics;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>The failure of a generation.</summary>
/// <param name="Cell">The component's cell.</param>
/// <param name="Generation">The generation that failed; it drains already.</param>
/// <param name="Reason">Why the next one is made.</param>
/// <param name="Exception">What was thrown, if anything.</param>
/// <param name="Escalate">Whether restarting the component alone will not do.</param>
/// <param name="Delay">How long it took to notice.</param>
internal sealed record ComponentFailure(
    ComponentCell Cell, Generation Generation, RecoveryReason Reason, Exception? Exception, bool Escalate, TimeSpan Delay = default)
{
    /// <summary>Gets how long the generation had taken calls before that, by the coarse clock; null where it was noticed at once.</summary>
    public TimeSpan? Lived { get; init; }

    /// <summary>Gets the activity of the call that failed.</summary>
    public ActivityContext Call { get; init; }
}
