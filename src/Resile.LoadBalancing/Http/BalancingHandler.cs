namespace Resile.LoadBalancing.Http;

/// <summary>Balances the requests of any client that takes a handler: an <see cref="HttpClient"/>, a Refit client, a gRPC channel.</summary>
/// <remarks>
/// <para>
/// It is the last of a client's handlers and sends by itself, over the connections of the endpoint that was picked. Scheme, host and port of a request's address are
/// replaced by the endpoint's; path and query stay. Policies, health, probes, retries, the retry budget and deadlines are those of generated clients, and so are the
/// options, which are named by the name that it was added by.
/// </para>
/// <para>
/// A request is sent again, to another endpoint, where no byte of it has left or the server says that it did nothing; or where its verb is GET, HEAD, OPTIONS, TRACE, PUT or DELETE (or it is
/// marked by <see cref="Idempotent"/>) and the answer is a 500, 502, 503 or 504, or the connection was lost. If it has a body, that must be one that can be read again. The deadline covers
/// the time until the headers of the answer. A connection that fails surfaces as an <see cref="HttpRequestException"/>, a deadline as a <see cref="TaskCanceledException"/>
/// with a <see cref="TimeoutException"/> inside; each carries the <see cref="RemoteCallException"/>.
/// </para>
/// <para>Safe for threads. Disposing it disposes no connections: they belong to the program's services.</para>
/// </remarks>
public sealed class BalancingHandler : HttpMessageHandler
{
    /// <summary>Says of a request whether it may be carried out twice; without it, the verb decides.</summary>
    public static readonly HttpRequestOptionsKey<bool> Idempotent = new("Resile.Idempotent");

    /// <summary>Carries the key by which hashing policies pick an endpoint for a request.</summary>
    public static readonly HttpRequestOptionsKey<string> HashKey = new("Resile.HashKey");

    private readonly HttpChannel _channel;
    private readonly HandlerContract _contract;

    internal BalancingHandler(HttpChannel channel, HandlerContract contract)
    {
        _channel = channel;
        _contract = contract;
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.RequestUri is { IsAbsoluteUri: true }
            ? _channel.ForwardAsync(_contract.OperationOf(request.Method), new Forwarding(request), cancellationToken)
            : throw new InvalidOperationException("The request has no absolute address. Set the client's BaseAddress: its host is replaced by that of an endpoint.");
    }
}
