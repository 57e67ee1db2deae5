namespace Resile.LoadBalancing.Udp;

/// <summary>What a datagram is; <c>docs/wire-formats.md</c> says what each carries.</summary>
internal enum DatagramKind : byte
{
    /// <summary>A client asks for a cookie.</summary>
    Hello = 1,

    /// <summary>The server's answer: a cookie, which proves that the client receives what is sent to its address.</summary>
    Challenge = 2,

    /// <summary>A client shows the cookie, that it has the key, and what it believes the contract to be.</summary>
    Connect = 3,

    /// <summary>The server's answer: a session.</summary>
    Welcome = 4,

    /// <summary>The other answer to a hello or a connect: why there is no session.</summary>
    Refused = 5,

    /// <summary>A frame within a session.</summary>
    Sealed = 6,

    /// <summary>The server's answer to a frame of a session that it does not know, and so did not look into.</summary>
    NoSession = 7,
}
