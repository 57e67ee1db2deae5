using System.Diagnostics;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>The failure of a generation, or its end.</summary>
/// <param name="Generation">The generation; it drains already.</param>
/// <param name="Reason">Why the next one is made.</param>
/// <param name="Exception">What was thrown, if anything.</param>
/// <param name="Action">What its contract asks for: <see cref="FailureAction.Restart"/>, <see cref="FailureAction.Escalate"/> or <see cref="FailureAction.Stop"/>.</param>
/// <param name="Delay">How long it took to notice.</param>
internal sealed record ComponentFailure(
    Generation Generation, RecoveryReason Reason, Exception? Exception, FailureAction Action, TimeSpan Delay = default)
{
    /// <summary>Gets how long the generation had taken calls before that, by the coarse clock; null where it was noticed at once.</summary>
    public TimeSpan? Lived { get; init; }

    /// <summary>Gets the activity of the call that failed.</summary>
    public ActivityContext Call { get; init; }
}
