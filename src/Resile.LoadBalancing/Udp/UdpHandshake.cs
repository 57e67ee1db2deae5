using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>The server's part of a handshake: a cookie first, for which nothing is remembered, then the key and the contract.</summary>
/// <remarks>What a client sends here has the full length of a datagram and no answer is longer, so that nobody can have others flooded by it.</remarks>
internal sealed class UdpHandshake(UdpReceiver receiver)
{
    private readonly AddressCookies _cookies = new(receiver.TimeProvider);
    private readonly Dictionary<byte, PresharedKey> _keys = receiver.Options.Keys
        .Select(static key => PresharedKey.TryParse(key.Key, key.Value, out var parsed) ? parsed : throw new InvalidOperationException($"Key {key.Key} is none."))
        .ToDictionary(static key => key.Id);

    /// <summary>Finds a key; null where the server has none of that number.</summary>
    public PresharedKey? Key(byte id) => _keys.GetValueOrDefault(id);

    /// <summary>Answers a client that begins.</summary>
    public void Hello(ReadOnlySpan<byte> datagram, SocketAddress from, byte keyId)
    {
        var salt = Datagram.ClientSaltOf(datagram);
        if (Objection(keyId) is { } objection)
        {
            Refuse(objection.Refusal, objection.Answer, salt, keyId, from);
            return;
        }

        Span<byte> challenge = stackalloc byte[Datagram.ConnectHeaderBytes];
        Datagram.WriteHead(challenge, DatagramKind.Challenge, keyId);
        salt.CopyTo(challenge[Datagram.HeadBytes..]);
        _cookies.Write(from, salt, challenge[(Datagram.HeadBytes + Datagram.SaltBytes)..]);
        receiver.Send(challenge, from);
    }

    /// <summary>Answers a client that shows its cookie and its key.</summary>
    public void Connect(ReadOnlySpan<byte> datagram, SocketAddress from, byte keyId)
    {
        var salt = Datagram.ClientSaltOf(datagram);
        var number = BinaryPrimitives.ReadUInt128LittleEndian(salt);
        if (!_cookies.IsValid(from, salt, datagram.Slice(Datagram.HeadBytes + Datagram.SaltBytes, Datagram.CookieBytes)))
        {
            Refuse(UdpRefusal.BadCookie, new(HttpStatusCode.RequestTimeout, "The cookie is too old, or not yours.", []), salt, keyId, from);
        }
        else if (receiver.Sessions.Find(number) is { } known)
        {
            // The welcome was lost, or this is a replay, which learns nothing new.
            receiver.Send(known.Welcome, known.Address);
        }
        else if ((Objection(keyId) ?? Greet(datagram, salt, keyId)) is { } objection)
        {
            Refuse(objection.Refusal, objection.Answer, salt, keyId, from);
        }
        else
        {
            Begin(number, from, keyId, salt);
        }
    }

    private void Begin(UInt128 clientSalt, SocketAddress from, byte keyId, ReadOnlySpan<byte> salt)
    {
        Span<byte> random = stackalloc byte[sizeof(ulong) + Datagram.SaltBytes];
        RandomNumberGenerator.Fill(random);
        var address = new SocketAddress(from.Family, from.Size);
        from.Buffer[..from.Size].CopyTo(address.Buffer);
        var session = new UdpServerSession(
            receiver, BinaryPrimitives.ReadUInt64LittleEndian(random), address, clientSalt, random[sizeof(ulong)..], Key(keyId));
        if (receiver.Sessions.TryAdd(session))
        {
            receiver.Send(session.Welcome, address);
            return;
        }

        session.Dispose();
        Refuse(UdpRefusal.TooManySessions, new(HttpStatusCode.TooManyRequests, $"{receiver.Options.MaxSessions} clients are connected already (MaxSessions).", []),
            salt, keyId, from);
    }

    private (UdpRefusal Refusal, UdpRefusedAnswer Answer)? Objection(byte keyId) =>
        receiver.IsStopping ? (UdpRefusal.Stopping, new(HttpStatusCode.ServiceUnavailable, "The server stops.", []))
        : keyId == 0 && _keys.Count > 0 ? (UdpRefusal.UnknownKey, new(HttpStatusCode.Unauthorized, "A key is needed here. Set the client's Udp:Key and Udp:KeyId.", []))
        : keyId != 0 && Key(keyId) is null
            ? (UdpRefusal.UnknownKey, new(HttpStatusCode.Unauthorized, $"The server has no key {keyId}. Add it to the server's Keys, or set the client's Udp:KeyId.", []))
        : null;

    private (UdpRefusal Refusal, UdpRefusedAnswer Answer)? Greet(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> salt, byte keyId)
    {
        var content = datagram[Datagram.ConnectHeaderBytes..];
        if (Key(keyId) is not { } key)
        {
            return Objection(content);
        }

        Span<byte> opened = stackalloc byte[Datagram.MaxBytes];
        using var protection = key.Connect(salt);
        return protection.TryOpen(0, datagram[..Datagram.ConnectHeaderBytes], content, opened)
            ? Objection(opened[..(content.Length - Datagram.TagBytes)])
            : (UdpRefusal.WrongKey, new(HttpStatusCode.Unauthorized, $"The client's key {keyId} is not the server's.", []));
    }

    private (UdpRefusal Refusal, UdpRefusedAnswer Answer)? Objection(ReadOnlySpan<byte> greeting)
    {
        try
        {
            return Objection(UdpGreeting.Read(greeting));
        }
        catch (FrameException exception)
        {
            return (UdpRefusal.Malformed, new(HttpStatusCode.BadRequest, exception.Message, []));
        }
    }

    // A server may offer more than its clients know, so that it can be updated before them.
    private (UdpRefusal Refusal, UdpRefusedAnswer Answer)? Objection(UdpGreeting greeting)
    {
        var contract = receiver.Contract;
        if (greeting.Contract != contract.Name)
        {
            return (UdpRefusal.OtherContract, new(HttpStatusCode.NotFound, contract.OtherContract(greeting.Contract).Text, []));
        }

        uint[] unknown = greeting.ContractHash == contract.Hash ? [] : [.. greeting.Methods.Where(method => contract.Find(method) is null)];
        return unknown.Length == 0 ? null
            : (UdpRefusal.OtherContract, new(HttpStatusCode.Conflict, $"The contract '{contract.Name}' differs.", unknown));
    }

    private void Refuse(UdpRefusal refusal, UdpRefusedAnswer answer, ReadOnlySpan<byte> salt, byte keyId, SocketAddress to)
    {
        receiver.Refuse(refusal);
        receiver.Send(answer.Write(salt, keyId), to);
    }
}
