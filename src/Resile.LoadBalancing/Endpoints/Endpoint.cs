using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>One replica of a service, as one client sees it.</summary>
/// <remarks>
/// It keeps its identity, and with it its connections and what the policy learned of it, for as long as its address stays
/// among the endpoints. All members are safe to use from any thread.
/// </remarks>
public sealed class Endpoint
{
    private int _inFlight;
    private long _picks;
    private long _failures;

    internal Endpoint(EndpointAddress address)
    {
        Location = address;
        Weight = address.Weight;
        Priority = address.Priority;
        Zone = address.Zone;
        Prefix = address.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        AddressTag = new(BalancingTags.ServerAddress, address.Uri.Host);
        PortTag = new(BalancingTags.ServerPort, address.Uri.Port);
    }

    /// <summary>Gets its base address.</summary>
    public Uri Address => Location.Uri;

    /// <summary>Gets its share of the load, relative to the other endpoints; at least 1.</summary>
    public int Weight { get; internal set; }

    /// <summary>Gets its rank: the endpoints of the lowest number take the calls as long as enough of them are healthy.</summary>
    public int Priority { get; internal set; }

    /// <summary>Gets the zone that it stands in, if that is known.</summary>
    public string? Zone { get; internal set; }

    /// <summary>Gets the number of its calls that have not ended yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Gets what its health lets it do.</summary>
    public EndpointState State => Health.State;

    /// <summary>Gets what <see cref="Policies.LoadBalancer.CreateState"/> made for it.</summary>
    public object? PolicyState { get; internal set; }

    /// <summary>Gets the address that it was made from.</summary>
    internal EndpointAddress Location { get; }

    /// <summary>Gets the text that every URI of a request to it begins with: no slash at its end.</summary>
    internal string Prefix { get; }

    /// <summary>Gets what the instruments know it by; made once, because a port in a tag is boxed.</summary>
    internal KeyValuePair<string, object?> AddressTag { get; }

    /// <summary>Gets the other half of what the instruments know it by.</summary>
    internal KeyValuePair<string, object?> PortTag { get; }

    /// <summary>Gets its record of failures.</summary>
    internal EndpointHealth Health { get; } = new();

    /// <summary>Gets or sets what the transport sends its calls with.</summary>
    internal IDisposable? Transport { get; set; }

    /// <summary>Gets the number of calls that it was picked for.</summary>
    internal long Picks => Volatile.Read(ref _picks);

    /// <summary>Gets the number of those that failed in a way that counts against it.</summary>
    internal long Failures => Volatile.Read(ref _failures);

    /// <summary>Computes its weight at a time: less than <see cref="Weight"/> while it warms up.</summary>
    /// <param name="timestamp">The time stamp of the pick.</param>
    public double WeightAt(long timestamp) => Health.SlowStart is { IsOver: false } slowStart ? Weight * slowStart.ShareAt(timestamp) : Weight;

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();

    /// <summary>Takes it for a call.</summary>
    /// <returns>False where it has been retired; the caller then picks from the current endpoints.</returns>
    /// <remarks>
    /// The count goes up before the look at the flag, and <see cref="Retire"/> does it the other way round: either this call
    /// sees the flag, or the retirement sees the call and leaves the transport to its <see cref="Exit"/>.
    /// </remarks>
    internal bool TryEnter()
    {
        Interlocked.Increment(ref _inFlight);
        if (Health.IsRetired)
        {
            Exit(failed: false);
            return false;
        }

        Interlocked.Increment(ref _picks);
        return true;
    }

    /// <summary>Ends a call.</summary>
    internal void Exit(bool failed)
    {
        if (failed)
        {
            Interlocked.Increment(ref _failures);
        }

        if (Interlocked.Decrement(ref _inFlight) == 0 && Health.IsRetired)
        {
            Transport?.Dispose();
        }
    }

    /// <summary>Takes it out of use for good: its connections close when its last call has ended.</summary>
    internal void Retire()
    {
        Health.IsRetired = true;
        Interlocked.MemoryBarrier();
        if (InFlight == 0)
        {
            Transport?.Dispose();
        }
    }
}
