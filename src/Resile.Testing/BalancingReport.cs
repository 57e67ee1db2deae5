namespace Resile.Testing;

/// <summary>What came of a <see cref="BalancingSimulation"/>. The calls of its warm-up are not in it.</summary>
public sealed class BalancingReport
{
    private readonly TimeSpan[] _sorted;

    internal BalancingReport(IEnumerable<TimeSpan> latencies, int expired, int failed, int unserved, long ejections, IReadOnlyList<SimulatedServerReport> servers)
    {
        _sorted = [.. latencies.Order()];
        Expired = expired;
        Failed = failed;
        Unserved = unserved;
        Ejections = ejections;
        Servers = servers;
    }

    /// <summary>Gets the number of calls.</summary>
    public int Calls => _sorted.Length + Failed + Unserved;

    /// <summary>Gets how many attempts a call had on average, retries and hedges included.</summary>
    public double AttemptsPerCall => Calls == 0 ? 0 : (double)Servers.Sum(static server => server.Calls) / Calls;

    /// <summary>Gets how many were answered well within the deadline.</summary>
    public int Answered => _sorted.Length - Expired;

    /// <summary>Gets how many were not answered before the deadline.</summary>
    public int Expired { get; }

    /// <summary>Gets how many were answered with an error.</summary>
    public int Failed { get; }

    /// <summary>Gets how many found no endpoint to go to.</summary>
    public int Unserved { get; }

    /// <summary>Gets how often an endpoint left the rotation of a client, the warm-up included.</summary>
    public long Ejections { get; }

    /// <summary>Gets what each server did, in the order in which they were given.</summary>
    public IReadOnlyList<SimulatedServerReport> Servers { get; }

    /// <summary>Computes the time within which a share of the calls were answered.</summary>
    /// <param name="share">The share, from 0 to 1: 0.99 for the 99th percentile.</param>
    /// <returns>The time, waiting included. Errors are left out, and calls that expired count with the deadline; zero without calls.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public TimeSpan Latency(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return _sorted.Length == 0 ? TimeSpan.Zero : _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
    }

    /// <summary>Computes the share of all calls, errors included, that were answered well within a time.</summary>
    /// <param name="limit">The time; at most the deadline, because nothing is answered later.</param>
    public double ShareAnsweredWithin(TimeSpan limit) =>
        Calls == 0 ? 1 : (double)Math.Min(_sorted.Count(latency => latency <= limit), Answered) / Calls;
}
