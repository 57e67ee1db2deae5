using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>Serves one contract on one port: the socket, and the loop that reads it.</summary>
internal sealed partial class UdpServer : IHostedService, IDisposable
{
    // Longer than a datagram may be, so that one that is too long is seen to be.
    private const int BufferBytes = 2_048;
    private const int SocketBufferBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ErrorPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(10);

    // How long a server without calls still tells clients that it stops: those whose requests cross the goodbye, or that have not heard it.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _closing = new();
    private readonly UdpServerMetrics _metrics;
    private readonly ServedContract _contract;
    private readonly IServiceProvider _services;
    private readonly UdpServerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly UdpReceiver _receiver;
    private Socket? _socket;
    private ITimer? _sweep;
    private Task _receiving = Task.CompletedTask;

    public UdpServer(ServedContract contract, IServiceProvider services)
    {
        _contract = contract;
        _services = services;
        _options = services.GetRequiredService<IOptionsMonitor<UdpServerOptions>>().Get(contract.Name);
        JsonDefaults.Freeze(_options.Json);
        _timeProvider = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Resile.LoadBalancing.Udp." + contract.Name);
        _metrics = new UdpServerMetrics(services.GetService<IMeterFactory>());
        _receiver = new UdpReceiver(contract, services, _options, _timeProvider, _metrics, _logger, Send);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(_contract.Type))
        {
            throw new InvalidOperationException($"Servers.Add{_contract.Name}() has nothing to serve: no service of type '{_contract.Type}' is registered. "
                + $"Add it under AddResile (Components.Add{_contract.Name}<...>()), or as any service.");
        }

        var address = IPAddress.Parse(_options.Address);
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = SocketBufferBytes, SendBufferSize = SocketBufferBytes };
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                _socket.DualMode = true;
            }

            _socket.Bind(new IPEndPoint(address, _options.Port));
        }
        catch (SocketException exception)
        {
            throw new InvalidOperationException($"'{UdpServerOptions.SectionName}:{_contract.Name}': {_options.Address}:{_options.Port} cannot be listened on "
                + $"({exception.Message.TrimEnd('.')}). Choose another port, or end what uses it.", exception);
        }

        _receiver.Start();
        _sweep = _timeProvider.CreateTimer(static state => ((UdpReceiver)state!).Sweep(), _receiver, SweepInterval, SweepInterval);
        _receiving = Task.Run(() => ReceiveAsync(_socket), CancellationToken.None);
        if (_options.Keys.Count > 0)
        {
            Log.Listening(_logger, _contract.Name, _socket.LocalEndPoint!);
        }
        else
        {
            Log.ListeningInTheClear(_logger, _contract.Name, _socket.LocalEndPoint!);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            return;
        }

        _receiver.Drain();
        var since = _timeProvider.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested && _timeProvider.GetElapsedTime(since) is var elapsed && elapsed < _options.DrainTimeout
            && (_receiver.InFlight > 0 || (elapsed < Farewell && _receiver.Sessions.Count > 0)))
        {
            await Task.Delay(DrainStep, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        _receiver.Abort();
        if (_sweep is not null)
        {
            await _sweep.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Shows what it is doing.</summary>
    public UdpServerSnapshot Snapshot()
    {
        try
        {
            return _receiver.Snapshot(_socket?.LocalEndPoint as IPEndPoint);
        }
        catch (ObjectDisposedException)
        {
            return _receiver.Snapshot(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweep?.Dispose();
        _socket?.Dispose();
        _receiver.Abort();
        _receiver.Dispose();
        _metrics.Dispose();
        _closing.Dispose();
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
        var from = new SocketAddress(socket.AddressFamily);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, _closing.Token).ConfigureAwait(false);
                _receiver.Receive(buffer.AsSpan(0, length), from);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException || _closing.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.MessageSize)
            {
                // As Windows has it, where a client has gone that was just sent an answer, or a datagram is far too long: no pause, or whoever wants to
                // could slow the others down.
            }
            catch (SocketException exception)
            {
                // Something that passes.
                Log.CannotReceive(_logger, exception, _contract.Name);
                await Task.Delay(ErrorPause, _timeProvider).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever one datagram does, the server goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.Failed(_logger, exception, _contract.Name);
            }
        }
    }

    private void Send(ReadOnlySpan<byte> datagram, SocketAddress to)
    {
        try
        {
            _socket!.SendTo(datagram, SocketFlags.None, to);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // As good as lost on the way, which its client is prepared for.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(72, LogLevel.Information, "{Contract} is served on {EndPoint} over UDP, sealed.")]
        public static partial void Listening(ILogger logger, string contract, EndPoint endPoint);

        [LoggerMessage(73, LogLevel.Information, "{Contract} is served on {EndPoint} over UDP, in the clear: everybody may call who can reach the port.")]
        public static partial void ListeningInTheClear(ILogger logger, string contract, EndPoint endPoint);

        [LoggerMessage(74, LogLevel.Debug, "{Contract}: a datagram cannot be received.")]
        public static partial void CannotReceive(ILogger logger, Exception exception, string contract);

        [LoggerMessage(75, LogLevel.Error, "{Contract}: a datagram could not be worked on.")]
        public static partial void Failed(ILogger logger, Exception exception, string contract);
    }
}
