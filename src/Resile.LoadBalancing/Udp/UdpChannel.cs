using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>Carries the calls of one contract to the endpoints of its service, over UDP. Generated clients call it.</summary>
/// <remarks>
/// Each call is balanced by itself, and its request and reply each travel in one datagram. What is lost on the way is sent again to the same endpoint,
/// which carries no call out twice. Safe for threads.
/// </remarks>
public sealed class UdpChannel : FrameChannel
{
    internal UdpChannel(CallRunner runner)
        : base(runner, Transport.Udp, Datagram.MaxPayload, static () => new PendingDatagram())
    {
    }
}
