namespace Resile.LoadBalancing.Calls;

/// <summary>What an endpoint says of its load with a reply.</summary>
/// <param name="InFlight">How many other calls it is working on.</param>
/// <param name="Latency">How long it worked on the call.</param>
internal readonly record struct ServerLoad(int InFlight, TimeSpan Latency);
