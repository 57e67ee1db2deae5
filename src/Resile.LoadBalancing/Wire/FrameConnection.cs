namespace Resile.LoadBalancing.Wire;

/// <summary>What carries all calls to one endpoint for a while: a connection over TCP, a session over UDP. Safe for threads.</summary>
internal abstract class FrameConnection : IDisposable
{
    /// <summary>Gets whether it takes calls.</summary>
    public abstract bool IsUsable { get; }

    /// <summary>Gets the longest payload of a request that the server takes.</summary>
    public abstract int MaxRequestBytes { get; }

    /// <summary>Sends a call; unless the result says otherwise, it will be completed.</summary>
    /// <param name="call">The call, whose request has been written.</param>
    /// <param name="methodHash">The hash of the method.</param>
    /// <param name="time">How long its caller still waits.</param>
    /// <param name="generation">How often the call has been sent before.</param>
    /// <param name="maxInFlight">The most calls that may wait.</param>
    public abstract SendResult TrySend(PendingFrame call, uint methodHash, TimeSpan time, byte generation, int maxInFlight);

    /// <summary>Ends a call whose caller no longer waits, unless it has just ended, and tells the server.</summary>
    /// <remarks>The call cannot be used again meanwhile: its caller waits for this method to return.</remarks>
    public abstract void Cancel(PendingFrame call);

    /// <summary>Asks the server for a sign of life, and waits for it.</summary>
    /// <returns>False where it has ended, or the server does not know it.</returns>
    /// <exception cref="IOException">There is no sign.</exception>
    public abstract ValueTask<bool> PingAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}
