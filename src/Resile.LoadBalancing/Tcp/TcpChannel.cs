using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Carries the calls of one contract to the endpoints of its service, over TCP. Generated clients call it.</summary>
/// <remarks>All calls to an endpoint share one connection, and each is balanced by itself. Safe for threads.</remarks>
public sealed partial class TcpChannel : FrameChannel
{
    internal TcpChannel(CallRunner runner)
        : base(runner, Transport.Tcp, int.MaxValue, static () => new PendingCall())
    {
    }
}
