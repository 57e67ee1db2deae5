using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What the calls to one endpoint are sent with.</summary>
/// <param name="connect">Makes a connection.</param>
internal sealed class TcpTransport(Func<CancellationToken, Task<TcpConnection>> connect) : SharedConnection<TcpConnection>(connect), IEndpointPing
{
    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await connection.PingAsync(cancellationToken).ConfigureAwait(false);
    }
}
