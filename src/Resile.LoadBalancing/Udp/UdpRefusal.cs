namespace Resile.LoadBalancing.Udp;

/// <summary>Why a server refused a datagram, or a call.</summary>
internal enum UdpRefusal
{
    /// <summary>It is none of this protocol, or of another version of it.</summary>
    Foreign,

    /// <summary>It is shorter or longer than its kind can be.</summary>
    BadLength,

    /// <summary>The key that it names is none of the server's, or it names one and the server has none.</summary>
    UnknownKey,

    /// <summary>Its cookie is forged, another client's, or too old.</summary>
    BadCookie,

    /// <summary>The client does not have the key that it names.</summary>
    WrongKey,

    /// <summary>The client's contract is another one.</summary>
    OtherContract,

    /// <summary>There are as many sessions as may be.</summary>
    TooManySessions,

    /// <summary>The server stops.</summary>
    Stopping,

    /// <summary>Its session is not known, or not any more.</summary>
    NoSession,

    /// <summary>It comes from another address than its session's client.</summary>
    OtherAddress,

    /// <summary>It was not sealed by the client of its session.</summary>
    Forged,

    /// <summary>It has been here before, or is too old to tell.</summary>
    Replayed,

    /// <summary>What was sealed in it is no frame that a client sends.</summary>
    Malformed,

    /// <summary>There is no such operation.</summary>
    UnknownOperation,

    /// <summary>The time of its caller was over.</summary>
    Expired,

    /// <summary>As many calls run as may.</summary>
    TooManyCalls,

    /// <summary>Its call has been answered, and the answer is not kept any more.</summary>
    Forgotten,
}
