using System.Net;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>A call that has arrived in a datagram.</summary>
internal sealed class UdpOperationCall : FrameOperationCall
{
    private readonly UdpServerSession _session;

    public UdpOperationCall(IFrameServer server, UdpServerSession session, ServedOperation operation, FrameHeader header, ReadOnlySpan<byte> payload)
        : base(server, operation, header, isTimed: true)
    {
        _session = session;
        Arguments.Copy(payload);
    }

    /// <inheritdoc/>
    protected override int MaxReplyBytes => Datagram.MaxPayload;

    /// <inheritdoc/>
    protected override void Send(FrameHeader header, FrameBuffer buffer)
    {
        // A reply has been measured, so this is the text of an error.
        buffer.Truncate(Datagram.MaxPayload);
        _session.Answer(Id, buffer.Frame(header));
    }

    /// <inheritdoc/>
    protected override void End() => _session.End(this);

    /// <inheritdoc/>
    /// <remarks>No other endpoint would do better, and this one is sound: hence no status of a failure.</remarks>
    protected override (HttpStatusCode Status, string Detail) TooLong(int bytes) => (HttpStatusCode.RequestEntityTooLarge,
        $"The reply has {bytes} bytes, and a datagram carries {Datagram.MaxPayload}. Return less, or let the contract travel over TCP.");
}
