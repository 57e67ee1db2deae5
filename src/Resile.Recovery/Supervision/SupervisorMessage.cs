namespace Resile.Recovery.Supervision;

/// <summary>Something that a supervisor's loop has to do.</summary>
/// <param name="HandleAsync">Does it.</param>
/// <param name="Stop">Is cancelled when what the message is about has been stopped meanwhile: then it has no say any more.</param>
/// <param name="IsAwaited">Whether somebody waits for it, so that it is done whatever has happened meanwhile.</param>
internal sealed record SupervisorMessage(Func<Task> HandleAsync, CancellationToken Stop = default, bool IsAwaited = false);
