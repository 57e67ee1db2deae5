using System.Diagnostics;

namespace Resile.Recovery.Telemetry;

/// <summary>A recovery that goes on.</summary>
/// <param name="Supervisor">The supervisor under which it began.</param>
/// <param name="Began">When it began.</param>
/// <param name="Reason">Why.</param>
/// <param name="Generation">The generation that has failed; 0 where no single one has.</param>
/// <param name="Call">The activity of the call that failed.</param>
/// <param name="Attempts">How many starts have failed since.</param>
internal sealed record Recovery(string Supervisor, DateTimeOffset Began, RecoveryReason Reason, int Generation, ActivityContext Call, int Attempts);
