namespace Resile.Recovery.Detection;

/// <summary>The values of a <see cref="PhiAccrualDetector"/>. It looks at them once, when it is made.</summary>
public sealed class PhiAccrualOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Gets or sets the suspicion from which on the peer counts as gone.</summary>
    /// <value>8: one wrong suspicion in 10^8 looks, were the intervals distributed as assumed; above 0, and at most 300.</value>
    public double Threshold { get; set; } = 8;

    /// <summary>Gets or sets how many of the latest intervals are taken into account.</summary>
    /// <value>1,000; from 2 to 1,000,000. Each takes 8 bytes.</value>
    public int Samples { get; set; } = 1_000;

    /// <summary>Gets or sets the least standard deviation that is assumed: heartbeats that came like clockwork say little of the next one.</summary>
    /// <value>0.1 s; from 1 ms to one day.</value>
    public TimeSpan LeastDeviation { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the silence that is forgiven on top of the usual interval, such as a garbage collection of the peer.</summary>
    /// <value>3 s; from 0 to one day.</value>
    public TimeSpan AcceptablePause { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Gets or sets the interval that is assumed after the first heartbeat, with a quarter of it as its deviation.</summary>
    /// <value>1 s; from 1 ms to one day. Best the interval in which the peer sends.</value>
    public TimeSpan FirstInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        Between(nameof(Threshold), Threshold, double.Epsilon, 300);
        Between(nameof(Samples), Samples, 2, 1_000_000);
        Between(nameof(LeastDeviation), LeastDeviation, TimeSpan.FromMilliseconds(1), Longest);
        Between(nameof(AcceptablePause), AcceptablePause, TimeSpan.Zero, Longest);
        Between(nameof(FirstInterval), FirstInterval, TimeSpan.FromMilliseconds(1), Longest);
    }

    private static void Between<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        // Written so that not-a-number is refused, too.
        if (!(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0))
        {
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant(
                $"'{nameof(PhiAccrualOptions)}.{name}' has to lie between '{least}' and '{most}'."));
        }
    }
}
