using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>What the calls to one endpoint are sent with: one session, which begins when it is needed, and anew when it is lost.</summary>
/// <param name="connect">Begins a session.</param>
internal sealed class UdpTransport(Func<CancellationToken, Task<UdpSession>> connect) : SharedConnection<UdpSession>(connect), IEndpointPing
{
    // A session that is old, or that the server has forgotten, is replaced by another one.
    private const int MostSessions = 3;

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        for (var sessions = 0; sessions < MostSessions; sessions++)
        {
            var session = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (await session.PingAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new IOException("It forgets every session.");
    }
}
