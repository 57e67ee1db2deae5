using System.Net.Sockets;
using System.Security.Cryptography;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>The client's part of a handshake: a cookie, then a session.</summary>
internal sealed class UdpClientHandshake(Socket socket, BalancedContract contract, PresharedKey? key, RoundTrips roundTrips, TimeProvider timeProvider)
{
    // A handshake does no work that could be done twice, so it need not be as patient as a call.
    private static readonly TimeSpan FirstTimeout = TimeSpan.FromMilliseconds(250);

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(Datagram.SaltBytes);
    private readonly byte[] _buffer = new byte[2_048];
    private readonly byte _keyId = key?.Id ?? 0;

    /// <summary>Shakes hands.</summary>
    /// <exception cref="HandshakeRefusedException">The server refuses.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<UdpSessionFacts> RunAsync(CancellationToken cancellationToken)
    {
        var hello = new byte[Datagram.MaxBytes];
        Datagram.WriteHead(hello, DatagramKind.Hello, _keyId);
        _salt.CopyTo(hello, Datagram.HeadBytes);
        UdpSessionFacts? facts = null;
        var challenge = await AskAsync(hello, static datagram => datagram.Length == Datagram.ConnectHeaderBytes, DatagramKind.Challenge, cancellationToken)
            .ConfigureAwait(false);
        await AskAsync(Connect(challenge), datagram => (facts = Open(datagram)) is not null, DatagramKind.Welcome, cancellationToken).ConfigureAwait(false);
        return facts!.Value;
    }

    // It is sealed once for a salt, whatever else is said to be a challenge, because its nonce is always the same.
    private byte[] Connect(byte[] challenge)
    {
        var datagram = new byte[Datagram.MaxBytes];
        challenge.CopyTo(datagram, 0);
        Datagram.WriteHead(datagram, DatagramKind.Connect, _keyId);
        var content = new byte[Datagram.MaxBytes - Datagram.ConnectHeaderBytes - Datagram.TagBytes];
        UdpGreeting.Of(contract).Write(content);
        var destination = datagram.AsSpan(Datagram.ConnectHeaderBytes);
        if (key is null)
        {
            content.CopyTo(destination);
        }
        else
        {
            using var protection = key.Connect(_salt);
            protection.Seal(0, datagram.AsSpan(0, Datagram.ConnectHeaderBytes), content, destination);
        }

        return datagram;
    }

    private UdpSessionFacts? Open(byte[] datagram)
    {
        if (!UdpWelcome.TryReadHeader(datagram, out var session, out var serverSalt))
        {
            return null;
        }

        var (fromClient, fromServer) = key?.Session(_salt, serverSalt) ?? default;
        if (UdpWelcome.TryOpen(datagram, fromServer, out var idleTimeout))
        {
            return new(session, key, fromClient, fromServer, idleTimeout);
        }

        fromClient?.Dispose();
        fromServer?.Dispose();
        return null;
    }

    private async Task<byte[]> AskAsync(byte[] question, Func<byte[], bool> isAnswer, DatagramKind kind, CancellationToken cancellationToken)
    {
        for (var timeout = FirstTimeout; ; timeout *= 2)
        {
            var sentAt = timeProvider.GetTimestamp();
            await socket.SendAsync(question, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            using var silence = new CancellationTokenSource(timeout, timeProvider);
            using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), silence);
            try
            {
                while (true)
                {
                    var length = await socket.ReceiveAsync(_buffer, SocketFlags.None, silence.Token).ConfigureAwait(false);
                    var datagram = _buffer[..length];
                    if (IsMine(datagram, kind) && isAnswer(datagram))
                    {
                        if (timeout == FirstTimeout)
                        {
                            roundTrips.Answered(timeProvider.GetElapsedTime(sentAt));
                        }

                        return datagram;
                    }
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Lost on the way there or back.
            }
        }
    }

    private bool IsMine(byte[] datagram, DatagramKind wanted)
    {
        if (!Datagram.TryReadHead(datagram, out var kind, out _) || datagram.Length < Datagram.HeadBytes + Datagram.SaltBytes
            || !Datagram.ClientSaltOf(datagram).SequenceEqual(_salt))
        {
            return false;
        }

        if (kind == DatagramKind.Refused)
        {
            var refused = UdpRefusedAnswer.Read(datagram);
            throw new HandshakeRefusedException($"the server refuses the session with {(int)refused.Status}: {refused.Describe(contract)}");
        }

        return kind == wanted;
    }
}
