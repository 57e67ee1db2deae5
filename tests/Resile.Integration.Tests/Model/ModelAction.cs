namespace Resile.Integration.Tests.Model;

/// <summary>What may happen at any moment.</summary>
internal enum ModelAction
{
    /// <summary>A message is stored, and now and then rolled back.</summary>
    Send,

    /// <summary>A node asks for the lease.</summary>
    Acquire,

    /// <summary>A node extends its lease, or learns that it has none.</summary>
    Renew,

    /// <summary>A node reads rows.</summary>
    Read,

    /// <summary>A node publishes a row that it has read, whether it still has its lease or not.</summary>
    Publish,

    /// <summary>A node deletes what it has published.</summary>
    Delete,

    /// <summary>A node sets a row without a key aside, as for one that nobody subscribes to.</summary>
    Defer,

    /// <summary>A node brings back what was set aside.</summary>
    Promote,

    /// <summary>A node dies.</summary>
    Crash,

    /// <summary>A node gives its lease back.</summary>
    Leave,

    /// <summary>A node is stopped for longer than its lease, and goes on without knowing.</summary>
    Stop,

    /// <summary>The consumer handles the message at the head of its queue; the commit or the acknowledgement may fail.</summary>
    Handle,

    /// <summary>A message that was published before comes again.</summary>
    Repeat,

    /// <summary>The inbox is cleaned.</summary>
    Forget,
}
