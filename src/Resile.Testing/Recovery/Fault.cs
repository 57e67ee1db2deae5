namespace Resile.Testing.Recovery;

/// <summary>One fault of a <see cref="FaultSchedule"/>.</summary>
/// <param name="Number">Its number in the schedule, from 0.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Target">To which component it happens: this modulo their number, in the order of their start, those of pools included.</param>
/// <param name="Pause">How much time passes after it.</param>
/// <param name="Duration">How long a disposal takes, where <paramref name="Kind"/> is <see cref="FaultKind.SlowDispose"/>.</param>
public sealed record Fault(int Number, FaultKind Kind, int Target, TimeSpan Pause, TimeSpan Duration);
