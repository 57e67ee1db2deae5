using System.Net;

namespace Resile.LoadBalancing.Udp;

/// <summary>What a UDP server is doing.</summary>
/// <param name="Contract">The name of the contract that it serves.</param>
/// <param name="EndPoint">Where it listens; null where it does not.</param>
/// <param name="Sessions">How many clients it knows.</param>
/// <param name="InFlight">How many calls it is working on.</param>
/// <param name="Calls">How many calls it has begun; none of them twice.</param>
/// <param name="Repeated">How many requests came again, and were answered without doing the work again.</param>
/// <param name="Refusals">How many datagrams and calls it has refused, by reason; reasons that did not occur are left out.</param>
public sealed record UdpServerSnapshot(
    string Contract, IPEndPoint? EndPoint, int Sessions, int InFlight, long Calls, long Repeated, IReadOnlyDictionary<string, long> Refusals);
