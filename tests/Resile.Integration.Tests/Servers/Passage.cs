namespace Resile.Integration.Tests.Servers;

/// <summary>What becomes of a piece that a client sends, and of its connection.</summary>
internal enum Passage
{
    /// <summary>It passes.</summary>
    Through,

    /// <summary>The connection breaks, and the server never sees the piece.</summary>
    CutBefore,

    /// <summary>The server gets it and does what it says; the connection breaks instead of the answer.</summary>
    CutAfter,
}
