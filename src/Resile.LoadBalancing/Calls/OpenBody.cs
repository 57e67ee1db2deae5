namespace Resile.LoadBalancing.Calls;

/// <summary>A reply that its caller reads as a stream.</summary>
/// <param name="Body">What is read.</param>
/// <param name="Owner">What is disposed of with it.</param>
/// <param name="Explain">Finds out what an exception of the body means; null where it is not the transport's.</param>
/// <param name="Lease">The endpoint that sends it, as <see cref="Balancer.Begun"/> returned it.</param>
internal readonly record struct OpenBody(Stream Body, IDisposable Owner, Func<Exception, Fault?> Explain, Lease Lease);
