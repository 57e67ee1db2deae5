using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Http;

/// <summary>Makes what the calls to one endpoint are sent with: a handler, and so a pool of connections, of its own.</summary>
/// <param name="code">The options as code set them first: what they call is the same for ever.</param>
/// <param name="options">The options as they are now.</param>
/// <param name="services">The root services.</param>
internal sealed class HttpTransportFactory(LoadBalancedOptions code, LoadBalancedOptions options, IServiceProvider services)
{
    // A name may come to mean another address, and a connection would never find out.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Makes the transport of an endpoint.</summary>
    public HttpMessageInvoker Create(Endpoint endpoint)
    {
        var handler = code.PrimaryHandler?.Invoke(endpoint) ?? CreateSocketsHandler(endpoint);
        foreach (var create in Enumerable.Reverse(code.Handlers))
        {
            var outer = create(services);
            outer.InnerHandler = handler;
            handler = outer;
        }

        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    private SocketsHttpHandler CreateSocketsHandler(Endpoint endpoint)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = ConnectionLifetime,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = 2 * options.ConnectTimeout,
            ConnectCallback = (context, cancellationToken) =>
                ConnectAsync(endpoint.Location.Target ?? context.DnsEndPoint, cancellationToken),
        };
        if (ClientCertificate.Load(options.Http) is { } certificate)
        {
            // As a context, because it sends the certificates in between along, if it finds them.
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null);
        }

        code.HandlerConfigurations.ForEach(configure => configure(handler));
        return handler;
    }

    // A time-out of ours surfaces as a failure to connect, which tells that nothing was sent; the handler's own would not. It
    // covers the TLS handshake, too, so it comes later.
    private async ValueTask<Stream> ConnectAsync(EndPoint target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(target, limit.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
