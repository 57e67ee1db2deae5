using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>A contract that is served over UDP, among those that are served over TCP.</summary>
internal sealed record UdpServed(ServedContract Contract);
