using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>The failure of a generation, or its end.</summary>
/// <param name="Generation">The generation; it drains already.</param>
/// <param name="Reason">Why the next one is made.</param>
/// <param name="Exception">What was thrown, if anything.</param>
/// <param name="Action">What its contract asks for: <see cref="FailureAction.Restart"/>, <see cref="FailureAction.Escalate"/> or <see cref="FailureAction.Stop"/>.</param>
internal sealed record ComponentFailure(Generation Generation, RecoveryReason Reason, Exception? Exception, FailureAction Action);
