namespace Resile.LoadBalancing.Endpoints;

/// <summary>Finds the endpoints that fail clearly more often than the others, though never often in a row.</summary>
/// <remarks>
/// After Envoy's success rate outliers: of the endpoints that had enough calls in an interval, one stands out whose share of successes is more than
/// 1.9 standard deviations below the mean of all. Among endpoints that hardly fail, every single failure would stand out so; therefore it
/// must be at least five points in a hundred below the mean as well. Used under the lock of the rotation.
/// </remarks>
internal sealed class SuccessRateRule
{
    private const double Deviations = 1.9;
    private const double LeastGap = 0.05;
    private const int LeastEndpoints = 5;

    private readonly Dictionary<Endpoint, (long Picks, long Failures)> _before = [];

    /// <summary>Ends an interval and begins the next.</summary>
    /// <param name="endpoints">The endpoints in rotation.</param>
    /// <param name="leastCalls">The number of calls without which an endpoint is not judged.</param>
    /// <returns>Those that stand out.</returns>
    public IReadOnlyList<Endpoint> Judge(ReadOnlySpan<Endpoint> endpoints, int leastCalls)
    {
        var rates = new List<(Endpoint Endpoint, double Rate)>(endpoints.Length);
        var now = new Dictionary<Endpoint, (long Picks, long Failures)>(endpoints.Length);
        foreach (var endpoint in endpoints)
        {
            var (picks, failures) = now[endpoint] = (endpoint.Picks, endpoint.Failures);
            if (_before.TryGetValue(endpoint, out var before) && picks - before.Picks >= leastCalls)
            {
                rates.Add((endpoint, 1 - ((double)(failures - before.Failures) / (picks - before.Picks))));
            }
        }

        _before.Clear();
        foreach (var (endpoint, counts) in now)
        {
            _before.Add(endpoint, counts);
        }

        if (rates.Count < LeastEndpoints)
        {
            return [];
        }

        var mean = rates.Average(static each => each.Rate);
        var deviation = Math.Sqrt(rates.Average(each => (each.Rate - mean) * (each.Rate - mean)));
        var limit = mean - Math.Max(Deviations * deviation, LeastGap);
        return [.. rates.Where(each => each.Rate < limit).OrderBy(static each => each.Rate).Select(static each => each.Endpoint)];
    }
}
