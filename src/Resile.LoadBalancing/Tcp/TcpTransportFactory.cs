using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Makes what the calls to one endpoint are sent with, and connects it: socket, TLS, handshake.</summary>
internal sealed partial class TcpTransportFactory(
    BalancedContract contract, LoadBalancedOptions firstOptions, LoadBalancedOptions options, TimeProvider timeProvider, ILogger logger)
{
    private readonly TcpClientOptions _tcp = options.Tcp;

    /// <summary>Makes the transport of an endpoint.</summary>
    public FrameTransport Create(Endpoint endpoint) => new(cancellationToken => ConnectAsync(endpoint, cancellationToken));

    private async Task<FrameConnection> ConnectAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var isSecure = endpoint.Address.Scheme == TransportSchemes.SecureTcp;
        if (_tcp.Token is not null && !isSecure && !endpoint.Address.IsLoopback)
        {
            throw new InvalidOperationException($"A token is not sent in the clear. Give the endpoint as {TransportSchemes.SecureTcp}://.");
        }

        using var limit = new CancellationTokenSource(options.ConnectTimeout, timeProvider);
        using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        IDisposable owner = socket;
        try
        {
            await socket.ConnectAsync(endpoint.Location.Target ?? new DnsEndPoint(endpoint.Address.IdnHost, endpoint.Address.Port), limit.Token)
                .ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (isSecure)
            {
                var secure = new SslStream(stream, leaveInnerStreamOpen: false);
                owner = stream = secure;
                await SecureAsync(secure, endpoint, limit.Token).ConfigureAwait(false);
            }

            return await GreetAsync(stream, endpoint, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            owner.Dispose();
            throw new TimeoutException($"It took longer than {options.ConnectTimeout} to connect and to be greeted.");
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    private async Task SecureAsync(SslStream stream, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = endpoint.Address.IdnHost };
        firstOptions.Tcp.TlsConfigurations.ForEach(configure => configure(tls));
        await stream.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TcpConnection> GreetAsync(Stream stream, Endpoint endpoint, CancellationToken cancellationToken)
    {
        using var hello = new FrameBuffer();
        Hello.Of(contract, options.MaxReplyBytes, _tcp.Token).Write(hello);
        var frame = hello.Frame(FrameHeader.Of(FrameKind.Hello)).ToArray();
        await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (FrameReader.TryRead(ref buffer, Hello.MaxBytes, out var header, out var payload))
            {
                var bytes = payload.ToArray();
                reader.AdvanceTo(buffer.Start);
                if (header.Kind == FrameKind.Welcome)
                {
                    return new TcpConnection(stream, reader, Welcome.Read(bytes), options.MaxReplyBytes, _tcp.PingInterval, timeProvider);
                }

                throw Refused(endpoint, header, bytes);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new EndOfStreamException("The server closed the connection instead of greeting.");
            }
        }
    }

    private IOException Refused(Endpoint endpoint, FrameHeader header, byte[] payload)
    {
        if (header.Kind != FrameKind.GoAway)
        {
            return new FrameException("The server does not greet. See whether it speaks the protocol of Resile.");
        }

        var error = WireError.Read(payload, options.MaxErrorBodyBytes);
        Log.Refused(logger, contract.Name, endpoint.Address, error.Status, error.Text);
        return new HandshakeRefusedException($"the server refuses the connection with {error.Status}: {error.Text}");
    }

    private static partial class Log
    {
        [LoggerMessage(32, LogLevel.Error, "Client '{Contract}': '{Endpoint}' refuses the connection with {Status}: {Reason}")]
        public static partial void Refused(ILogger logger, string contract, Uri endpoint, int status, string reason);
    }
}
