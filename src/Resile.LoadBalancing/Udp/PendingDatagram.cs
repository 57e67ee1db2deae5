using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>A call that waits for its answer over UDP, and what is known of its sending, which changes under the lock of its session.</summary>
internal sealed class PendingDatagram : PendingFrame
{
    /// <summary>Gets or sets the header; the time that it carries is worked out anew for each sending.</summary>
    public FrameHeader Header { get; set; }

    /// <summary>Gets or sets the time that its caller still waits, from the first sending on.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>Gets or sets when it was sent first.</summary>
    public long SentAt { get; set; }

    /// <summary>Gets or sets since when it has been silent: the last sending, or the last sign that it is being worked on.</summary>
    public long SilentSince { get; set; }

    /// <summary>Gets or sets after what silence it is sent again.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>Gets or sets how often it has been sent.</summary>
    public int Sendings { get; set; }

    /// <summary>Gets or sets how often it has been sent again without any sign since.</summary>
    public int Unheard { get; set; }

    /// <summary>Gets or sets the number of the datagram that carried it last.</summary>
    public ulong Number { get; set; }

    /// <inheritdoc/>
    public override void Rewind()
    {
        base.Rewind();
        (Sendings, Unheard, Number) = (0, 0, 0);
    }
}
