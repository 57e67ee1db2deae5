namespace Resile.Recovery.Detection;

/// <summary>Suspects a remote peer the more, the longer its heartbeats stay away. Thread-safe.</summary>
/// <remarks>
/// The φ accrual failure detector (N. Hayashibara, X. Défago, R. Yared, T. Katayama, SRDS 2004): φ = -log10(P), where P is the probability that a heartbeat
/// comes later than now although the peer lives, if intervals are distributed normally with the mean and the deviation of those seen. The normal
/// distribution is taken from a logistic approximation (S. Bowling, M. Khasawneh, S. Kaewkuekool, B. Cho, 2009), whose error stays below 0.00014. The interval that ends
/// a suspicion is left out: a peer that was away does not thereby become one that may stay away as long. For what runs in the same process, supervision has the better signs.
/// </remarks>
public sealed class PhiAccrualDetector
{
    // Sums that are added to and taken from lose a little each time.
    private const int SamplesBetweenSums = 1 << 16;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _threshold;
    private readonly double _leastDeviation;
    private readonly double _pause;
    private readonly double _firstInterval;
    private readonly double[] _intervals;
    private int _count;
    private int _next;
    private int _untilSums = SamplesBetweenSums;
    private double _sum;
    private double _sumOfSquares;
    private long _last;

    /// <summary>Initializes a detector for one peer, which is not suspected before its first heartbeat.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="options">The values; the defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value makes no sense.</exception>
    public PhiAccrualDetector(TimeProvider time, PhiAccrualOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        options ??= new PhiAccrualOptions();
        options.Validate();
        _time = time;
        _threshold = options.Threshold;
        _leastDeviation = options.LeastDeviation.TotalMilliseconds;
        _pause = options.AcceptablePause.TotalMilliseconds;
        _firstInterval = options.FirstInterval.TotalMilliseconds;
        _intervals = new double[options.Samples];
    }

    /// <summary>Gets the suspicion now.</summary>
    /// <value>
    /// From 0; 1 says that one in ten living peers would be as late, 8 one in 10^8. <see cref="double.PositiveInfinity"/> where the probability is too small for a number, from
    /// about 308 on; 0 before the first heartbeat.
    /// </value>
    public double Phi
    {
        get
        {
            lock (_lock)
            {
                return _count == 0 ? 0 : PhiAfter(SinceLast());
            }
        }
    }

    /// <summary>Gets whether the peer is not suspected: <see cref="Phi"/> lies below <see cref="PhiAccrualOptions.Threshold"/>.</summary>
    public bool IsAvailable => Phi < _threshold;

    /// <summary>Notes that the peer has been heard of.</summary>
    public void Heartbeat()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                Add(_firstInterval - (_firstInterval / 4));
                Add(_firstInterval + (_firstInterval / 4));
            }
            else if (SinceLast() is var interval && PhiAfter(interval) < _threshold)
            {
                Add(interval);
            }

            _last = _time.GetTimestamp();
        }
    }

    private double SinceLast() => _time.GetElapsedTime(_last).TotalMilliseconds;

    private double PhiAfter(double silence)
    {
        var mean = _sum / _count;
        var deviation = Math.Max(Math.Sqrt(Math.Max(0, (_sumOfSquares / _count) - (mean * mean))), _leastDeviation);
        var expected = mean + _pause;
        var y = (silence - expected) / deviation;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));

        // The same number twice: each form is exact where the other one is not. The first becomes infinite where e is too small.
        var probability = silence > expected ? e / (1 + e) : 1 - (1 / (1 + e));
        return probability >= 1 ? 0 : -Math.Log10(probability);
    }

    private void Add(double interval)
    {
        if (_count == _intervals.Length)
        {
            var oldest = _intervals[_next];
            _sum -= oldest;
            _sumOfSquares -= oldest * oldest;
        }
        else
        {
            _count++;
        }

        _intervals[_next] = interval;
        _next = (_next + 1) % _intervals.Length;
        _sum += interval;
        _sumOfSquares += interval * interval;
        if (--_untilSums == 0)
        {
            SumAgain();
        }
    }

    private void SumAgain()
    {
        (_sum, _sumOfSquares, _untilSums) = (0, 0, SamplesBetweenSums);
        foreach (var interval in _intervals.AsSpan(0, _count))
        {
            _sum += interval;
            _sumOfSquares += interval * interval;
        }
    }
}
