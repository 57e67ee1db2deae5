namespace Resile.Recovery.Limits;

/// <summary>Adds one to the limit while calls succeed, and takes a tenth of it away when one fails or they take too long: the AIMD of Netflix's concurrency-limits.</summary>
/// <remarks>
/// It moves once a window, where the original moves with each call: a component of which a thousand calls fail at once has failed once. The first failure
/// of a window brings the limit down at once, so that those that wait do not fail as well.
/// </remarks>
internal sealed class Aimd(int least, int most) : LimitPolicy(least, most)
{
    private const double Back = 0.9;

    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override TimeSpan Usual => TooLong;

    /// <inheritdoc/>
    public override int AfterFailure(int limit) => Math.Max(Least, (int)(limit * Back));

    /// <inheritdoc/>
    public override int? Next(int limit, in LimitWindow window)
    {
        if (window.Failed > 0)
        {
            return limit;
        }

        if (window.Measured == 0)
        {
            return null;
        }

        if (window.Average > TooLong)
        {
            return AfterFailure(limit);
        }

        return 2L * window.MostInFlight >= limit ? Math.Min(limit + 1, Most) : limit;
    }
}
