using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Serves one contract on one port: takes connections in, watches over them, and lets them go gracefully.</summary>
internal sealed partial class TcpServer : IHostedService, IFrameServer, IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<TcpServerConnection, byte> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly TcpHandshake _handshake;
    private Socket? _listener;
    private ITimer? _sweep;
    private Task _accepting = Task.CompletedTask;
    private int _open;
    private int _inFlight;
    private long _calls;
    private long _refused;

    public TcpServer(ServedContract contract, IServiceProvider services)
    {
        Contract = contract;
        Services = services;
        Options = services.GetRequiredService<IOptionsMonitor<TcpServerOptions>>().Get(contract.Name);
        JsonDefaults.Freeze(Options.Json);
        TimeProvider = services.GetRequiredService<TimeProvider>();
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Resile.LoadBalancing.Tcp." + contract.Name);
        _handshake = new TcpHandshake(this);
    }

    /// <summary>Gets what it serves.</summary>
    public ServedContract Contract { get; }

    /// <summary>Gets the root services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Gets the options.</summary>
    public TcpServerOptions Options { get; }

    /// <inheritdoc/>
    public JsonSerializerOptions Json => Options.Json;

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Gets the log.</summary>
    public ILogger Logger { get; }

    /// <summary>Gets how many calls are being worked on.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(Contract.Type))
        {
            throw new InvalidOperationException($"Servers.Add{Contract.Name}() has nothing to serve: no service of type '{Contract.Type}' is registered. "
                + $"Add it under AddResile (Components.Add{Contract.Name}<...>()), or as any service.");
        }

        var address = IPAddress.Parse(Options.Address);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                _listener.DualMode = true;
            }

            _listener.Bind(new IPEndPoint(address, Options.Port));
        }
        catch (SocketException exception)
        {
            throw new InvalidOperationException($"'{TcpServerOptions.SectionName}:{Contract.Name}': {Options.Address}:{Options.Port} cannot be listened on "
                + $"({exception.Message.TrimEnd('.')}). Choose another port, or end what uses it.", exception);
        }

        _listener.Listen(Backlog);
        _sweep = TimeProvider.CreateTimer(static state => ((TcpServer)state!).Sweep(), this, SweepInterval, SweepInterval);
        _accepting = AcceptAsync(_listener);
        Log.Listening(Logger, Contract.Name, _listener.LocalEndPoint!);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
        {
            connection.Drain();
        }

        var since = TimeProvider.GetTimestamp();
        while (!_connections.IsEmpty && !cancellationToken.IsCancellationRequested && TimeProvider.GetElapsedTime(since) < Options.DrainTimeout)
        {
            await Task.Delay(DrainStep, TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _aborting.CancelAsync().ConfigureAwait(false);
        foreach (var (connection, _) in _connections)
        {
            connection.Abort();
        }

        _sweep?.Dispose();
    }

    /// <summary>Shows what it is doing.</summary>
    public TcpServerSnapshot Snapshot()
    {
        IPEndPoint? endPoint;
        try
        {
            endPoint = _listener?.LocalEndPoint as IPEndPoint;
        }
        catch (ObjectDisposedException)
        {
            endPoint = null;
        }

        return new(Contract.Name, endPoint, Volatile.Read(ref _open), InFlight, Volatile.Read(ref _calls), Volatile.Read(ref _refused));
    }

    /// <summary>Begins a call, if not too many run.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inFlight) > Options.MaxConcurrentCalls)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        Interlocked.Increment(ref _calls);
        return true;
    }

    /// <summary>Ends a call.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts a connection or a call that was refused.</summary>
    public void CountRefusal() => Interlocked.Increment(ref _refused);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweep?.Dispose();
        _listener?.Dispose();
        foreach (var (connection, _) in _connections)
        {
            connection.Abort();
        }

        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref _open) <= Options.MaxConnections)
                {
                    _ = ServeAsync(socket);
                }
                else
                {
                    Interlocked.Decrement(ref _open);
                    CountRefusal();
                    socket.Dispose();
                    Log.TooMany(Logger, Contract.Name, Options.MaxConnections);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException || _stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException exception)
            {
                // As when the process has no handles left; the next one may fare better.
                Log.CannotAccept(Logger, exception, Contract.Name);
                await Task.Delay(AcceptPause, TimeProvider).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var client = "a client";
        try
        {
            client = socket.RemoteEndPoint?.ToString() ?? client;
            socket.NoDelay = true;
            if (await _handshake.GreetAsync(socket, _aborting.Token).ConfigureAwait(false) is { } connection)
            {
                await RunAsync(connection).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is FrameException or AuthenticationException)
        {
            CountRefusal();
            Log.Refused(Logger, Contract.Name, client, exception.Message);
        }
#pragma warning disable CA1031 // Whatever goes wrong with one connection, the server goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Lost(Logger, exception, Contract.Name, client);
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RunAsync(TcpServerConnection connection)
    {
        _connections.TryAdd(connection, 0);
        try
        {
            connection.Greet();
            if (_stopping.IsCancellationRequested)
            {
                connection.Drain();
            }

            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private void Sweep()
    {
        foreach (var (connection, _) in _connections)
        {
            if (connection.IsOverdue())
            {
                CountRefusal();
                Log.Slow(Logger, Contract.Name);
                connection.Abort();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(51, LogLevel.Information, "{Contract} is served on {EndPoint}.")]
        public static partial void Listening(ILogger logger, string contract, EndPoint endPoint);

        [LoggerMessage(52, LogLevel.Warning, "{Contract}: a connection was closed at once, because {Limit} are open already (MaxConnections).")]
        public static partial void TooMany(ILogger logger, string contract, int limit);

        [LoggerMessage(53, LogLevel.Error, "{Contract}: a connection cannot be accepted.")]
        public static partial void CannotAccept(ILogger logger, Exception exception, string contract);

        [LoggerMessage(54, LogLevel.Warning, "{Contract}: the connection of {Client} is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string contract, string client, string reason);

        [LoggerMessage(55, LogLevel.Debug, "{Contract}: the connection of {Client} was lost.")]
        public static partial void Lost(ILogger logger, Exception exception, string contract, string client);

        [LoggerMessage(56, LogLevel.Warning, "{Contract}: a connection is cut off, because its client is silent, or too slow to send or to read (FrameTimeout, IdleTimeout).")]
        public static partial void Slow(ILogger logger, string contract);
    }
}
