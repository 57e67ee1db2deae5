namespace Resile.Recovery;

/// <summary>A component that has something to do before it takes calls. Implementing it is optional.</summary>
public interface IRecoverable
{
    /// <summary>Starts a generation. It takes calls when the task has completed.</summary>
    /// <param name="context">Which generation this is, and why it was made.</param>
    /// <param name="cancellationToken">Cancelled when the start takes longer than <see cref="AutoRecoverOptions.StartTimeout"/>, or the host stops.</param>
    /// <remarks>An exception counts as a failure of the component: it is restarted after a pause, within its budget.</remarks>
    ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken);
}
