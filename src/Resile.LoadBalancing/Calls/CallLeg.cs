using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>One of several attempts of a call that run at the same time.</summary>
/// <param name="deadline">The token that ends the call.</param>
/// <param name="target">The only endpoint that it may go to; null where it goes to whichever is picked.</param>
internal sealed class CallLeg(CancellationToken deadline, Endpoint? target = null) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(deadline);
    private volatile Endpoint? _endpoint;
    private volatile bool _isLost;

    /// <summary>Gets the token that ends the attempt.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gets the only endpoint that it may go to; null where it goes to whichever is picked.</summary>
    public Endpoint? Target { get; } = target;

    /// <summary>Gets what picks its endpoint; null where that is what picks for all calls.</summary>
    public Balancer? Balancer { get; init; }

    /// <summary>Gets or sets the endpoint that was picked for it; null before that.</summary>
    public Endpoint? Endpoint
    {
        get => _endpoint;
        set => _endpoint = value;
    }

    /// <summary>Gets whether others were faster.</summary>
    public bool IsLost => _isLost;

    /// <summary>Ends it, because others were faster.</summary>
    public void Lose()
    {
        _isLost = true;
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
