using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Resile.Integration.Tests.Servers;

/// <summary>Stands between a client and a server on loopback, and cuts, refuses or freezes what passes.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly IPEndPoint _endpoint;
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly List<Task> _pumps = [];
    private readonly Lock _lock = new();
    private Socket? _listener;
    private volatile TaskCompletionSource? _frozen;

    private TcpProxy(string host, int port)
    {
        _host = host;
        _port = port;

        // Bound once to learn a free port; from then on the proxy keeps it, open or closed.
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _endpoint = (IPEndPoint)probe.LocalEndPoint!;
    }

    public int Port => _endpoint.Port;

    public int Connections => _sockets.Count / 2;

    /// <summary>Gets or sets what decides whether a connection survives a piece that its client sends; called before the piece is passed on.</summary>
    public Func<ReadOnlyMemory<byte>, Passage>? Judge { get; set; }

    /// <summary>Makes a proxy that refuses connections until <see cref="Open"/>.</summary>
    public static TcpProxy To(string host, int port) => new(host, port);

    /// <summary>Makes a proxy of an address, and gives the address that leads through it.</summary>
    public static TcpProxy To(Uri target, out Uri through)
    {
        var proxy = new TcpProxy(target.Host, target.Port);
        through = new UriBuilder(target) { Host = "127.0.0.1", Port = proxy.Port }.Uri;
        return proxy;
    }

    /// <summary>Accepts connections from now on.</summary>
    public void Open()
    {
        lock (_lock)
        {
            if (_listener is not null)
            {
                return;
            }

            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(_endpoint);
            listener.Listen();
            _listener = listener;
            _pumps.Add(AcceptAsync(listener));
        }
    }

    /// <summary>Breaks every connection and refuses new ones.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }

        foreach (var socket in _sockets.Keys)
        {
            socket.Close(0);
        }
    }

    /// <summary>Lets nothing through any more while the connections stay open, as a network does that loses its route.</summary>
    public void Freeze() => _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything through again, also what was held back.</summary>
    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Thaw();
        Cut();
        Task[] pumps;
        lock (_lock)
        {
            pumps = [.. _pumps];
        }

        await Task.WhenAll(pumps);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await server.ConnectAsync(_host, _port);
            }
            catch (SocketException)
            {
                client.Close(0);
                server.Dispose();
                continue;
            }

            client.NoDelay = server.NoDelay = true;
            _sockets[client] = _sockets[server] = true;
            lock (_lock)
            {
                var link = new Link();
                _pumps.Add(PumpAsync(client, server, link, isAnswer: false));
                _pumps.Add(PumpAsync(server, client, link, isAnswer: true));
            }

            // The proxy may have been cut while the connection was made.
            if (_listener != listener)
            {
                client.Close(0);
                server.Close(0);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Link link, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer);
                if (read == 0)
                {
                    break;
                }

                if (_frozen is { } frozen)
                {
                    await frozen.Task;
                }

                var passage = isAnswer || Judge is not { } judge ? Passage.Through : judge(buffer.AsMemory(0, read));
                if (passage == Passage.CutBefore || (isAnswer && link.IsMute))
                {
                    break;
                }

                link.IsMute |= passage == Passage.CutAfter;
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other direction, Cut or one of the two ends has closed it.
        }
        finally
        {
            _sockets.TryRemove(from, out _);
            from.Close(0);
            to.Close(0);
        }
    }

    private sealed class Link
    {
        // The client gets no answer any more.
        public volatile bool IsMute;
    }
}
