namespace Resile.LoadBalancing.Wire;

/// <summary>What a frame is; <c>docs/wire-formats.md</c> says what each carries.</summary>
internal enum FrameKind : byte
{
    /// <summary>The first frame of a client: who it is, and what it believes the contract to be.</summary>
    Hello = 1,

    /// <summary>The first frame of a server that takes the client in, with its limits.</summary>
    Welcome = 2,

    /// <summary>A call.</summary>
    Request = 3,

    /// <summary>The reply to a call.</summary>
    Reply = 4,

    /// <summary>An answer that is an error: a status, and what is wrong.</summary>
    Error = 5,

    /// <summary>Says that the operation was not begun, so that any call may be sent elsewhere; its payload is an error's.</summary>
    NotProcessed = 6,

    /// <summary>Says that the caller no longer waits.</summary>
    Cancel = 7,

    /// <summary>Asks whether the other side lives.</summary>
    Ping = 8,

    /// <summary>Answers a ping.</summary>
    Pong = 9,

    /// <summary>Says that no further calls are taken on the connection; its payload is an error's.</summary>
    GoAway = 10,

    /// <summary>Over TCP alone: an item of a reply that comes item by item.</summary>
    Item = 11,

    /// <summary>Over TCP alone: says that the caller takes further items.</summary>
    Credit = 12,

    /// <summary>Over UDP alone: answers a request that came again while its call still runs.</summary>
    Running = 32,
}
