using System.Net;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What a TCP server is doing.</summary>
/// <param name="Contract">The name of the contract that it serves.</param>
/// <param name="EndPoint">Where it listens; null where it does not.</param>
/// <param name="Connections">How many connections it has.</param>
/// <param name="InFlight">How many calls it is working on.</param>
/// <param name="Calls">How many calls it has begun.</param>
/// <param name="Refused">How many connections and calls it has refused.</param>
public sealed record TcpServerSnapshot(string Contract, IPEndPoint? EndPoint, int Connections, int InFlight, long Calls, long Refused);
