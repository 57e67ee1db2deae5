using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What the calls to one endpoint are sent with.</summary>
/// <param name="connect">Makes a connection.</param>
internal sealed class TcpTransport(Func<CancellationToken, Task<TcpConnection>> connect) : SharedConnection<TcpConnection>(connect);
