using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>What a policy may know of the call that it picks for.</summary>
public readonly struct PickContext
{
    private readonly Endpoint? _tried;

    internal PickContext(long timestamp, Endpoint? tried = null, ulong? key = null)
    {
        Timestamp = timestamp;
        Key = key;
        _tried = tried;
    }

    /// <summary>Gets the time stamp of the pick, as the client's <see cref="TimeProvider"/> tells it.</summary>
    public long Timestamp { get; }

    /// <summary>Gets the hash of the call's <c>[HashKey]</c> argument; null where it has none.</summary>
    public ulong? Key { get; }

    /// <summary>Gets whether the call has failed before, on another endpoint.</summary>
    public bool IsRetry => _tried is not null;

    /// <summary>Tells whether the call has failed on an endpoint, so that it should not be picked again.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public bool IsTried(Endpoint endpoint) => ReferenceEquals(endpoint, _tried);
}
