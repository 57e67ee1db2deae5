namespace Resile.Messaging.Dispatching;

/// <summary>Varies pauses, so that what failed together does not return together. Safe for use from many threads.</summary>
/// <param name="seed">Equal seeds vary equally: for tests. Null varies nothing.</param>
internal sealed class JitterSource(int? seed)
{
    private readonly Random? _random = seed is { } known ? new(known) : null;
    private readonly Lock _lock = new();

    /// <summary>Varies a pause by at most a share of it to either side.</summary>
    /// <param name="pause">The nominal pause.</param>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Vary(TimeSpan pause, double share)
    {
        if (_random is null)
        {
            return pause;
        }

        double position;
        lock (_lock)
        {
            position = (2 * _random.NextDouble()) - 1;
        }

        return pause * (1 + (share * position));
    }
}
