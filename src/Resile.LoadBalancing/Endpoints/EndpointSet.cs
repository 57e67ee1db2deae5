namespace Resile.LoadBalancing.Endpoints;

/// <summary>The endpoints of a service at one moment. It never changes: a new one takes its place.</summary>
public sealed class EndpointSet
{
    private readonly Endpoint[] _all;
    private readonly Endpoint[] _inRotation;
    private readonly Endpoint[] _away;

    internal EndpointSet(Endpoint[] all, double panicShare = 0)
    {
        _all = all;
        _inRotation = Array.FindAll(all, static endpoint => endpoint.State == EndpointState.InRotation);
        if (_inRotation.Length < all.Length * panicShare)
        {
            // Panic: the few that are left could not carry the load of all.
            _inRotation = all;
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
    public ReadOnlySpan<Endpoint> InRotation => _inRotation;

    /// <summary>Gets the sum of the weights of the endpoints that take calls.</summary>
    public long TotalWeight { get; }

    /// <summary>Gets whether the endpoints that take calls all have the same weight.</summary>
    public bool HasEqualWeights { get; } = true;

    /// <summary>Gets the endpoints that are ejected or on trial.</summary>
    internal ReadOnlySpan<Endpoint> Away => _away;
}
