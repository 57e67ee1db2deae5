using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>Sends a datagram; whether it arrives is not known.</summary>
internal delegate void DatagramSender(ReadOnlySpan<byte> datagram, SocketAddress to);

/// <summary>Serves one contract by datagrams, wherever they come from: tells them apart, and answers them. It knows no socket.</summary>
internal sealed partial class UdpReceiver : IFrameServer, IDisposable
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly DatagramSender _send;
    private readonly UdpServerMetrics _metrics;
    private readonly UdpHandshake _handshake;
    private readonly long[] _refusals = new long[Enum.GetValues<UdpRefusal>().Length];
    private readonly long[] _loggedAt = new long[Enum.GetValues<UdpRefusal>().Length];
    private long _startedAt;
    private bool _isStopping;
    private int _inFlight;
    private long _calls;
    private long _repeated;

    public UdpReceiver(
        ServedContract contract, IServiceProvider services, UdpServerOptions options, TimeProvider timeProvider, UdpServerMetrics metrics, ILogger logger,
        DatagramSender send)
    {
        Contract = contract;
        Services = services;
        Options = options;
        TimeProvider = timeProvider;
        Logger = logger;
        _metrics = metrics;
        _send = send;
        Sessions = new UdpSessions(options.MaxSessions);
        Answers = new KeptAnswers(options.MaxKeptAnswers, options.MaxKeptBytes, timeProvider);
        _handshake = new UdpHandshake(this);
        Start();
    }

    /// <inheritdoc/>
    public ServedContract Contract { get; }

    /// <inheritdoc/>
    public IServiceProvider Services { get; }

    /// <inheritdoc/>
    public JsonSerializerOptions Json => Options.Json;

    /// <inheritdoc/>
    public TimeProvider TimeProvider { get; }

    /// <inheritdoc/>
    public ILogger Logger { get; }

    /// <inheritdoc/>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Gets the options.</summary>
    public UdpServerOptions Options { get; }

    /// <summary>Gets the clients.</summary>
    public UdpSessions Sessions { get; }

    /// <summary>Gets the answers that may have to be sent again.</summary>
    public KeptAnswers Answers { get; }

    /// <summary>Gets whether no further calls are begun.</summary>
    public bool IsStopping => Volatile.Read(ref _isStopping);

    /// <summary>Says that datagrams come here from now on, and to nobody before.</summary>
    public void Start() => Volatile.Write(ref _startedAt, TimeProvider.GetTimestamp());

    /// <summary>Takes a datagram in; called by one thread at a time. It throws nothing because of what is in it.</summary>
    /// <param name="datagram">What has arrived.</param>
    /// <param name="from">Where it says that it comes from; not kept.</param>
    public void Receive(ReadOnlySpan<byte> datagram, SocketAddress from)
    {
        if (!Datagram.TryReadHead(datagram, out var kind, out var keyId))
        {
            Refuse(UdpRefusal.Foreign);
            return;
        }

        switch (kind)
        {
            case DatagramKind.Hello or DatagramKind.Connect when datagram.Length != Datagram.MaxBytes:
                Refuse(UdpRefusal.BadLength);
                break;
            case DatagramKind.Hello:
                _handshake.Hello(datagram, from, keyId);
                break;
            case DatagramKind.Connect:
                _handshake.Connect(datagram, from, keyId);
                break;
            case DatagramKind.Sealed when datagram.Length is < Datagram.SealedHeaderBytes + FrameHeader.Size or > Datagram.MaxBytes:
                Refuse(UdpRefusal.BadLength);
                break;
            case DatagramKind.Sealed:
                ReceiveSealed(datagram, from, keyId);
                break;
            default:
                Refuse(UdpRefusal.Foreign);
                break;
        }
    }

    /// <summary>Begins no further calls, and tells the clients.</summary>
    public void Drain()
    {
        Volatile.Write(ref _isStopping, true);
        foreach (var session in Sessions.All())
        {
            session.Drain();
        }
    }

    /// <summary>Ends the work of all clients.</summary>
    public void Abort()
    {
        foreach (var session in Sessions.All())
        {
            session.Abort();
        }
    }

    /// <summary>Forgets clients that are silent, and old answers.</summary>
    public void Sweep()
    {
        foreach (var session in Sessions.All())
        {
            if (session.IsIdle)
            {
                Sessions.Remove(session);
            }
        }

        Answers.Sweep();
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

    /// <summary>Counts a request that came again.</summary>
    public void CountRepeated() => Interlocked.Increment(ref _repeated);

    /// <summary>Counts what is refused. The log hears of each reason once in a while, or a flood would fill it.</summary>
    public void Refuse(UdpRefusal refusal)
    {
        var count = Interlocked.Increment(ref _refusals[(int)refusal]);
        _metrics.Refused(Contract.Name, refusal);
        ref var loggedAt = ref _loggedAt[(int)refusal];
        if (count == 1 || TimeProvider.GetElapsedTime(Volatile.Read(ref loggedAt)) > LogInterval)
        {
            Volatile.Write(ref loggedAt, TimeProvider.GetTimestamp());
            Log.Refused(Logger, Contract.Name, refusal, count);
        }
    }

    /// <summary>Sends a datagram.</summary>
    public void Send(ReadOnlySpan<byte> datagram, SocketAddress to) => _send(datagram, to);

    /// <summary>Shows what it is doing.</summary>
    public UdpServerSnapshot Snapshot(IPEndPoint? endPoint)
    {
        var refusals = Enum.GetValues<UdpRefusal>().Select(refusal => KeyValuePair.Create(refusal.ToString(), Volatile.Read(ref _refusals[(int)refusal])))
            .Where(static pair => pair.Value > 0).ToDictionary();
        return new(Contract.Name, endPoint, Sessions.Count, InFlight, Volatile.Read(ref _calls), Volatile.Read(ref _repeated), refusals);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in Sessions.All())
        {
            Sessions.Remove(session);
        }
    }

    private void ReceiveSealed(ReadOnlySpan<byte> datagram, SocketAddress from, byte keyId)
    {
        if (Sessions.Find(Datagram.SessionOf(datagram)) is not { } session)
        {
            Refuse(UdpRefusal.NoSession);
            SayNoSession(datagram, from, keyId);
        }
        else if (!session.Address.Equals(from))
        {
            Refuse(UdpRefusal.OtherAddress);
        }
        else
        {
            session.Receive(datagram);
        }
    }

    // So that a client of a server that was started again need not wait until it gives up. The answer is shorter than what asks for it,
    // and with a key nobody else can make it.
    private void SayNoSession(ReadOnlySpan<byte> datagram, SocketAddress from, byte keyId)
    {
        var key = _handshake.Key(keyId);
        if (keyId != 0 && key is null)
        {
            return;
        }

        Span<byte> answer = stackalloc byte[Datagram.MaxBytes];
        Send(answer[..UdpNoSession.Write(datagram, TimeProvider.GetElapsedTime(Volatile.Read(ref _startedAt)), key, answer)], from);
    }

    private static partial class Log
    {
        [LoggerMessage(71, LogLevel.Warning, "{Contract}: a datagram or call is refused: {Reason} ({Count} so far).")]
        public static partial void Refused(ILogger logger, string contract, UdpRefusal reason, long count);
    }
}
