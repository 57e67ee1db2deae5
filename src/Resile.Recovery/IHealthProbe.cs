namespace Resile.Recovery;

/// <summary>A component that can tell whether it is well. Implementing it is optional, and costs nothing where it is not implemented.</summary>
public interface IHealthProbe
{
    /// <summary>Looks whether the component can do its work, every <see cref="AutoRecoverOptions.ProbeInterval"/> while it takes calls.</summary>
    /// <param name="cancellationToken">Cancelled after <see cref="AutoRecoverOptions.ProbeTimeout"/>, and when the generation ends.</param>
    /// <returns>Whether it is well. An exception says that it is not, and so does an answer that does not come in time.</returns>
    /// <remarks>
    /// After <see cref="AutoRecoverOptions.ProbeFailures"/> failures in a row, the component is restarted. Runs beside the calls, on a thread of its own, and once at a time: while one
    /// does not return, no other begins, but each interval counts as a failure.
    /// </remarks>
    ValueTask<bool> ProbeAsync(CancellationToken cancellationToken);
}
