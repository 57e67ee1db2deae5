namespace Resile.LoadBalancing.Udp;

/// <summary>What a handshake has agreed on.</summary>
/// <param name="Id">The number of the session.</param>
/// <param name="Key">The key; null where datagrams travel in the clear.</param>
/// <param name="FromClient">What seals datagrams of the client.</param>
/// <param name="FromServer">What opens datagrams of the server.</param>
/// <param name="IdleTimeout">After what silence the server forgets the session.</param>
internal readonly record struct UdpSessionFacts(
    ulong Id, PresharedKey? Key, PacketProtection? FromClient, PacketProtection? FromServer, TimeSpan IdleTimeout);
