namespace Resile.LoadBalancing.Endpoints;

/// <summary>The endpoints of a service at one moment. It never changes: a new one takes its place.</summary>
public sealed class EndpointSet
{
    /// <summary>What a policy has computed for exactly these endpoints: a field, so that it can be published without a lock.</summary>
    internal object? PolicyTable;

    private readonly Endpoint[] _all;
    private readonly Endpoint[] _inRotation;
    private readonly Endpoint[] _away;

    internal EndpointSet(Endpoint[] all, double panicShare = 0, ZonePreference? zones = null)
    {
        _all = all;
        _inRotation = Array.FindAll(all, static endpoint => endpoint.State == EndpointState.InRotation);
        Spread = zones is null ? null : EndpointSpread.Of(all, panicShare, zones);
        if (Spread is null && _inRotation.Length < all.Length * panicShare)
        {
            // Panic: the few that are left could not carry the load of all.
            _inRotation = all;
            IsPanic = true;
        }

        _away = Array.FindAll(all, static endpoint => endpoint.State != EndpointState.InRotation);
        foreach (var endpoint in _inRotation)
        {
            TotalWeight += endpoint.Weight;
            HasEqualWeights &= endpoint.Weight == _inRotation[0].Weight;
        }
    }

    /// <summary>Gets every endpoint, healthy or not.</summary>
    public ReadOnlySpan<Endpoint> All => _all;

    /// <summary>Gets the endpoints that take calls; a policy picks among these. All of them, if too few are healthy.</summary>
    /// <remarks>Where there are priorities and zones, a policy gets a set of those alone that one call may go to.</remarks>
    public ReadOnlySpan<Endpoint> InRotation => _inRotation;

    /// <summary>Gets the sum of the weights of the endpoints that take calls.</summary>
    public long TotalWeight { get; }

    /// <summary>Gets whether the endpoints that take calls all have the same weight.</summary>
    public bool HasEqualWeights { get; } = true;

    /// <summary>Gets whether so few are healthy that health is ignored.</summary>
    internal bool IsPanic { get; }

    /// <summary>Gets how calls are spread over priorities and zones; null where all endpoints are alike.</summary>
    internal EndpointSpread? Spread { get; }

    /// <summary>Gets the endpoints that are ejected or on trial.</summary>
    internal ReadOnlySpan<Endpoint> Away => _away;
}
