using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.NameServers;

/// <summary>The endpoints that DNS knows of a service.</summary>
/// <param name="Endpoints">The endpoints; empty where the name does not exist or has no records.</param>
/// <param name="TimeToLive">How long the answer may be used.</param>
internal sealed record DnsAnswer(IReadOnlyList<EndpointAddress> Endpoints, TimeSpan TimeToLive);
