using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>One of the two attempts of a hedged call that run at the same time.</summary>
internal sealed class HedgeLeg(CancellationToken deadline) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(deadline);
    private volatile Endpoint? _endpoint;
    private volatile bool _isLost;

    /// <summary>Gets the token that ends the attempt.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gets or sets the endpoint that was picked for it; null before that.</summary>
    public Endpoint? Endpoint
    {
        get => _endpoint;
        set => _endpoint = value;
    }

    /// <summary>Gets whether the other one was faster.</summary>
    public bool IsLost => _isLost;

    /// <summary>Ends it, because the other one was faster.</summary>
    public void Lose()
    {
        _isLost = true;
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
