namespace Resile.Recovery.Limits;

/// <summary>Begins low, and makes room for one more with each call that succeeds, which doubles the limit in each round of calls.</summary>
/// <remarks>It doubles with every look at it, too: calls that take long, as those that wait for news, must not keep all others waiting.</remarks>
internal sealed class SlowStart(int least, int most) : LimitPolicy(least, most)
{
    /// <inheritdoc/>
    public override bool Measures => false;

    /// <inheritdoc/>
    public override bool GrowsByCall => true;

    /// <inheritdoc/>
    public override int? Next(int limit, in LimitWindow window) => limit <= Most / 2 ? 2 * limit : Most;
}
