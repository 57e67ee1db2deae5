using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing;

public sealed partial class LoadBalancedOptions
{
    /// <summary>Gets what can be set for a contract that travels over TCP.</summary>
    public TcpClientOptions Tcp { get; } = new();

    /// <summary>Gets what can be set for a contract that travels over UDP.</summary>
    public UdpClientOptions Udp { get; } = new();

    /// <summary>Gets or sets whether a client that travels in frames shakes hands with its endpoints when the program has started.</summary>
    /// <value>
    /// The default is true: a program does not start whose contract differs from that of its servers, or that they do not let in. Endpoints that cannot be
    /// reached are no reason, nor are those that refuse where another one accepts. Over HTTP, there is nothing to shake.
    /// </value>
    public bool CheckAtStart { get; set; } = true;

    /// <summary>Gets what can be set for a contract that travels over HTTP.</summary>
    public HttpClientOptions Http { get; } = new();

    /// <summary>Gets what was asked to be done to the handler of each endpoint.</summary>
    internal List<Action<SocketsHttpHandler>> HandlerConfigurations { get; } = [];

    /// <summary>Gets the handlers that each attempt passes through, the outermost first.</summary>
    internal List<Func<IServiceProvider, DelegatingHandler>> Handlers { get; } = [];

    /// <summary>Gets what makes the handler of an endpoint instead of this framework.</summary>
    internal Func<Endpoint, HttpMessageHandler>? PrimaryHandler { get; private set; }

    /// <summary>Gets what makes the source of the endpoints instead of this framework.</summary>
    internal Func<IServiceProvider, IEndpointSource>? EndpointSource { get; private set; }

    /// <summary>Gets what was said to ask for the token of each attempt.</summary>
    internal Func<IServiceProvider, CancellationToken, ValueTask<string>>? BearerToken { get; private set; }

    /// <summary>Gets what the program puts around each call.</summary>
    internal Func<Func<CancellationToken, ValueTask>, CancellationToken, ValueTask>? Wrapper { get; private set; }

    /// <summary>Puts something around each call that has one reply: outside its deadline, its retries and its hedges, as a rate limiter or a circuit breaker over the whole service.</summary>
    /// <param name="wrapper">
    /// Runs the call that it gets, with a token, and lets its exceptions through; not running it is for an exception of its own to tell. The method <c>ExecuteAsync</c> of a pipeline of
    /// Polly has this shape.
    /// </param>
    /// <returns>These options.</returns>
    /// <remarks>Each run is a call with a deadline of its own. Replies that come item by item, as a stream, or from several endpoints pass it by. The last one that is given counts.</remarks>
    public LoadBalancedOptions WrapCalls(Func<Func<CancellationToken, ValueTask>, CancellationToken, ValueTask> wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        Wrapper = wrapper;
        return this;
    }

    /// <summary>Sends a bearer token with every attempt (<c>Authorization: Bearer</c>), unless the contract sends an <c>Authorization</c> of its own.</summary>
    /// <param name="token">
    /// Returns the token, with the root services and a token that ends with the call. It is asked for each attempt, and its time counts
    /// towards the deadline, so it should keep what it has until that expires.
    /// </param>
    /// <returns>These options.</returns>
    /// <remarks>What it throws ends the call and blames no endpoint. Tokens are never logged; use them over https, where nobody can read along.</remarks>
    public LoadBalancedOptions UseBearerToken(Func<IServiceProvider, CancellationToken, ValueTask<string>> token)
    {
        ArgumentNullException.ThrowIfNull(token);
        BearerToken = token;
        return this;
    }

    /// <summary>Changes the handler of each endpoint: certificates, a proxy, decompression, the number of connections.</summary>
    /// <param name="configure">Called once for each endpoint, when it appears.</param>
    /// <returns>These options.</returns>
    /// <remarks>As it comes, the handler follows no redirects, keeps no cookies and uses no proxy.</remarks>
    public LoadBalancedOptions ConfigureHandler(Action<SocketsHttpHandler> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        HandlerConfigurations.Add(configure);
        return this;
    }

    /// <summary>Adds a handler that every attempt of every call passes through, outside those added later.</summary>
    /// <param name="create">Makes a new handler; called once for each endpoint, with the root services.</param>
    /// <returns>These options.</returns>
    public LoadBalancedOptions AddHandler(Func<IServiceProvider, DelegatingHandler> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Handlers.Add(create);
        return this;
    }

    /// <summary>Sends by a handler of your own, in place of a <see cref="SocketsHttpHandler"/> for each endpoint: in tests, above all.</summary>
    /// <param name="create">Called once for each endpoint. What it returns is disposed when the endpoint goes.</param>
    /// <returns>These options.</returns>
    public LoadBalancedOptions UsePrimaryHandler(Func<Endpoint, HttpMessageHandler> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        PrimaryHandler = create;
        return this;
    }

    /// <summary>Takes the endpoints from a source of your own, in place of the list and of service discovery.</summary>
    /// <param name="create">Makes the source; called once, with the root services.</param>
    /// <returns>These options.</returns>
    public LoadBalancedOptions UseEndpointSource(Func<IServiceProvider, IEndpointSource> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        EndpointSource = create;
        return this;
    }
}
