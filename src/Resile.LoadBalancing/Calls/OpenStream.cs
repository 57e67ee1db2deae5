namespace Resile.LoadBalancing.Calls;

/// <summary>A reply of many items that has begun: the first of them has come, or there is none.</summary>
/// <param name="Items">The items; whoever gets them disposes of them.</param>
/// <param name="Lease">The endpoint that sends them, as <see cref="Balancer.Begun"/> returned it; whoever gets it gives it back by <see cref="Balancer.End"/>.</param>
/// <param name="HasItem">Whether there is a first item.</param>
internal readonly record struct OpenStream<TItem>(ItemSource<TItem> Items, Lease Lease, bool HasItem);
