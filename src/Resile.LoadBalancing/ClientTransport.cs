using System.Net;
using System.Net.Sockets;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing;

/// <summary>What calls to an endpoint are made with, where somebody else's client carries them.</summary>
internal abstract class ClientTransport(Endpoint endpoint) : IDisposable, IEndpointPing
{
    /// <summary>Says what an exception of a client means for its endpoint.</summary>
    public static CallResult ResultOf(Exception exception) => exception is OperationCanceledException or ArgumentException ? CallResult.Cancelled : CallResult.Failed;

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        // Nobody knows how to ask such a client if it is well; that somebody listens is what can be found out.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint.Location.Target ?? new DnsEndPoint(endpoint.Address.IdnHost, endpoint.Address.Port), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The client of one endpoint.</summary>
internal sealed class ClientTransport<TClient>(Endpoint endpoint, TClient client) : ClientTransport(endpoint)
    where TClient : class
{
    private int _isDisposed;

    /// <summary>Gets the client.</summary>
    public TClient Client => client;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (client is IDisposable disposable)
        {
            disposable.Dispose();
        }
        else if (client is IAsyncDisposable asynchronous)
        {
            _ = DisposeAsync(asynchronous);
        }
    }

    private static async Task DisposeAsync(IAsyncDisposable client) => await client.DisposeAsync().ConfigureAwait(false);
}
