using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>Stands between clients and a server, and does to their datagrams what networks do: from a seed, so that a run can be repeated.</summary>
internal sealed class LossyRelay : IAsyncDisposable
{
    private readonly ConcurrentDictionary<EndPoint, Socket> _clients = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly EndPoint _server;
    private readonly Lock _gate = new();
    private readonly Random _random;
    private Action? _late;
    private bool _lostFromClient;
    private bool _lostFromServer;
    private long _relayed;

    public LossyRelay(EndPoint server, int seed)
    {
        _server = server;
        _random = new Random(seed);
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = ForwardAsync();
    }

    public string Address => $"udp://127.0.0.1:{((IPEndPoint)_front.LocalEndPoint!).Port}";

    /// <summary>Gets or sets the share of the datagrams that is lost; never two in a row on one way, so that a run cannot fail by bad luck.</summary>
    public double Lost { get; set; }

    /// <summary>Gets or sets the share that arrives twice.</summary>
    public double Doubled { get; set; }

    /// <summary>Gets or sets the share that is overtaken by the next.</summary>
    public double Overtaken { get; set; }

    /// <summary>Gets or sets the share that is followed by a copy with some bytes changed, or by nonsense.</summary>
    public double Mutilated { get; set; }

    /// <summary>Gets or sets what is done to a datagram of a client before anything else; false drops it.</summary>
    public Func<byte[], bool> FromClient { get; set; } = static _ => true;

    /// <summary>Gets or sets what is done to a datagram of the server before anything else; false drops it.</summary>
    public Func<byte[], bool> FromServer { get; set; } = static _ => true;

    public long Relayed => Volatile.Read(ref _relayed);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _front.Dispose();
        foreach (var (_, socket) in _clients)
        {
            socket.Dispose();
        }

        _ending.Dispose();
    }

    private async Task ForwardAsync()
    {
        var buffer = new byte[2_048];
        try
        {
            while (true)
            {
                var received = await _front.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _ending.Token);
                var client = received.RemoteEndPoint;
                var socket = _clients.GetOrAdd(client, Connect);
                var datagram = buffer[..received.ReceivedBytes];
                if (FromClient(datagram))
                {
                    Pass(datagram, ref _lostFromClient, bytes => socket.Send(bytes));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private Socket Connect(EndPoint client)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(_server);
        _ = BackAsync(socket, client);
        return socket;
    }

    private async Task BackAsync(Socket socket, EndPoint client)
    {
        var buffer = new byte[2_048];
        try
        {
            while (true)
            {
                var datagram = buffer[..await socket.ReceiveAsync(buffer, SocketFlags.None, _ending.Token)];
                if (FromServer(datagram))
                {
                    Pass(datagram, ref _lostFromServer, bytes => _front.SendTo(bytes, client));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private byte[] Mutilate(byte[] datagram)
    {
        var bytes = datagram[.._random.Next(datagram.Length + 1)];
        for (var change = _random.Next(4); change > 0 && bytes.Length > 0; change--)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return bytes;
    }

    private void Pass(byte[] datagram, ref bool lostBefore, Action<byte[]> send)
    {
        Interlocked.Increment(ref _relayed);
        double doubled, overtaken;
        byte[]? mutilated = null;
        lock (_gate)
        {
            (lostBefore, doubled, overtaken) = (!lostBefore && _random.NextDouble() < Lost, _random.NextDouble(), _random.NextDouble());
            if (_random.NextDouble() < Mutilated)
            {
                mutilated = Mutilate(datagram);
            }

            if (lostBefore)
            {
                return;
            }
        }

        if (mutilated is not null)
        {
            send(mutilated);
        }

        if (overtaken < Overtaken)
        {
            // It goes out behind the next one of either direction; whoever misses it meanwhile sends again.
            var before = Interlocked.Exchange(ref _late, () => send(datagram));
            before?.Invoke();
            return;
        }

        send(datagram);
        if (doubled < Doubled)
        {
            send(datagram);
        }

        Interlocked.Exchange(ref _late, null)?.Invoke();
    }
}
