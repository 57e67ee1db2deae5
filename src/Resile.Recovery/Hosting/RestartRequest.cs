namespace Resile.Recovery.Hosting;

/// <summary>Why the system has to restart.</summary>
/// <param name="Reason">In words.</param>
/// <param name="IsProcessLost">Whether only the end of the process helps.</param>
internal sealed record RestartRequest(string Reason, bool IsProcessLost);
