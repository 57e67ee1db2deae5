using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>A server without a socket: what it would send is kept, and time passes when a test says so.</summary>
internal sealed class ReceiverRig : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly UdpServerMetrics _metrics = new(null);
    private readonly Lock _gate = new();
    private readonly List<(byte[] Datagram, SocketAddress To)> _sent = [];

    public ReceiverRig(Action<UdpServerOptions>? configure = null, bool isSealed = true)
    {
        _services = new ServiceCollection().AddSingleton<IPrices>(Prices).BuildServiceProvider();
        var options = new UdpServerOptions();
        if (isSealed)
        {
            options.Keys[1] = UdpPricesServer.Key;
        }

        configure?.Invoke(options);
        JsonDefaults.Freeze(options.Json);
        Key = isSealed && PresharedKey.TryParse(1, UdpPricesServer.Key, out var key) ? key : null;
        Receiver = new UdpReceiver(ServedContract.Of(PricesSkeleton.Table), _services, options, Time, _metrics, NullLogger.Instance, (datagram, to) =>
        {
            lock (_gate)
            {
                if (IsKeeping)
                {
                    _sent.Add((datagram.ToArray(), to));
                }
            }
        });
    }

    public ScriptedPrices Prices { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public UdpReceiver Receiver { get; }

    public PresharedKey? Key { get; }

    public bool IsKeeping { get; set; } = true;

    public static SocketAddress Ada { get; } = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 4_711).Serialize();

    public static SocketAddress Eve { get; } = new IPEndPoint(IPAddress.Parse("10.0.0.66"), 4_711).Serialize();

    public long Refused(UdpRefusal refusal) => Receiver.Snapshot(null).Refusals.GetValueOrDefault(refusal.ToString());

    /// <summary>Hands a datagram in, and takes what the server sends at once.</summary>
    public List<(byte[] Datagram, SocketAddress To)> Ask(byte[] datagram, SocketAddress? from = null)
    {
        Receiver.Receive(datagram, from ?? Ada);
        return Taken();
    }

    /// <summary>Takes what the server has sent.</summary>
    public List<(byte[] Datagram, SocketAddress To)> Taken()
    {
        lock (_gate)
        {
            List<(byte[] Datagram, SocketAddress To)> taken = [.. _sent];
            _sent.Clear();
            return taken;
        }
    }

    public byte[] Hello(byte[] salt, byte? keyId = null)
    {
        var hello = new byte[Datagram.MaxBytes];
        Datagram.WriteHead(hello, DatagramKind.Hello, keyId ?? Key?.Id ?? 0);
        salt.CopyTo(hello, Datagram.HeadBytes);
        return hello;
    }

    public byte[] Connect(byte[] challenge, PresharedKey? key, UdpGreeting? greeting = null)
    {
        var connect = new byte[Datagram.MaxBytes];
        challenge.CopyTo(connect, 0);
        Datagram.WriteHead(connect, DatagramKind.Connect, key?.Id ?? 0);
        var content = new byte[Datagram.MaxBytes - Datagram.ConnectHeaderBytes - Datagram.TagBytes];
        (greeting ?? UdpGreeting.Of(PricesBalanced.Udp)).Write(content);
        if (key is null)
        {
            content.CopyTo(connect, Datagram.ConnectHeaderBytes);
        }
        else
        {
            using var protection = key.Connect(Datagram.ClientSaltOf(connect));
            protection.Seal(0, connect.AsSpan(0, Datagram.ConnectHeaderBytes), content, connect.AsSpan(Datagram.ConnectHeaderBytes));
        }

        return connect;
    }

    /// <summary>Shakes hands as a client does.</summary>
    public RawSession Greet(SocketAddress? from = null)
    {
        var salt = RandomNumberGenerator.GetBytes(Datagram.SaltBytes);
        var challenge = Ask(Hello(salt), from).Single().Datagram;
        var welcome = Ask(Connect(challenge, Key), from).Single().Datagram;
        return RawSession.Of(welcome, salt, Key);
    }

    public void Dispose()
    {
        Receiver.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }
}
