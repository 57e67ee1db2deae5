using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>Makes what the calls to one endpoint are sent with, and begins its sessions: socket and handshake.</summary>
internal sealed partial class UdpTransportFactory(
    BalancedContract contract, LoadBalancedOptions options, TimeProvider timeProvider, RandomSource random, ClientMetrics metrics, ILogger logger)
{
    private readonly PresharedKey? _key = options.Udp.PresharedKey;

    /// <summary>Makes the transport of an endpoint.</summary>
    public FrameTransport Create(Endpoint endpoint)
    {
        var roundTrips = new RoundTrips(random);
        return new FrameTransport(cancellationToken => ConnectAsync(endpoint, roundTrips, cancellationToken));
    }

    private async Task<FrameConnection> ConnectAsync(Endpoint endpoint, RoundTrips roundTrips, CancellationToken cancellationToken)
    {
        if (_key is null && !options.Udp.AllowUnprotected && !endpoint.Address.IsLoopback)
        {
            throw new InvalidOperationException("Nothing is sent beyond the loopback in the clear. Set Udp:Key, or Udp:AllowUnprotected where the network is trusted.");
        }

        using var limit = new CancellationTokenSource(options.ConnectTimeout, timeProvider);
        using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Nothing is sent by this: it sets whom the socket sends to, and whom it hears.
            await socket.ConnectAsync(endpoint.Location.Target ?? new DnsEndPoint(endpoint.Address.IdnHost, endpoint.Address.Port), limit.Token)
                .ConfigureAwait(false);
            var facts = await new UdpClientHandshake(socket, contract, _key, roundTrips, timeProvider).RunAsync(limit.Token).ConfigureAwait(false);
            return new UdpSession(socket, facts, roundTrips, timeProvider, () => metrics.Repeated(endpoint));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"Nobody answered within {options.ConnectTimeout}.");
        }
        catch (HandshakeRefusedException exception)
        {
            socket.Dispose();
            Log.Refused(logger, contract.Name, endpoint.Address, exception.Message);
            throw;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(33, LogLevel.Error, "Client '{Contract}': at '{Endpoint}' {Reason}")]
        public static partial void Refused(ILogger logger, string contract, Uri endpoint, string reason);
    }
}
