using System.Globalization;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>The expected round-trip time of one endpoint: it follows a peak at once and forgets it slowly.</summary>
/// <remarks>
/// <para>
/// An observation x after the time dt: the cost becomes x if x is larger, else x(1-w) + cost*w with w = exp(-dt/tau). Read, the
/// cost decays by the same w, so that an endpoint that was slow is tried again some time later.
/// </para>
/// <para>
/// A failure, or the answer that there is too much to do, says nothing of the round-trip time, and a fast one must not attract
/// calls: it makes the endpoint count as <see cref="FailureCost"/> worse for a while. That while doubles with each in a row, so that
/// one failure in twenty costs no capacity and an endpoint that fails always gets next to nothing; a success ends it. With the whole
/// while from the first failure on, as in Linkerd, failures spread over all endpoints leave too few of them in a simulation.
/// </para>
/// <para>
/// Observing takes a short lock of its own. Reading waits for none: a torn read is a score that is a moment old. What the cost has decayed to is kept
/// for ten milliseconds, because a pick reads the scores of all endpoints, and most of them are not the one that is observed.
/// </para>
/// </remarks>
internal sealed class PeakEwma
{
    /// <summary>The time constant, in seconds.</summary>
    public const double Tau = 10;

    /// <summary>The cost until the first observation, in seconds.</summary>
    public const double Seed = 0.030;

    /// <summary>What a recent failure adds to the cost, in seconds.</summary>
    public const double FailureCost = 5;

    private const double FirstPenalty = 0.25;
    private const double LongestPenalty = 5;
    private const double LongestRetryAfter = 300;

    // Below this a straight line is within a millionth of the exponential, and cheaper.
    private const double Short = Tau / 1000;

    private readonly Lock _observing = new();
    private readonly double _secondsPerTick;
    private readonly double _decayPerTick;
    private readonly long _ticksPerSecond;
    private readonly long _shortTicks;

    // Less than zero until the first observation.
    private double _cost = -1;
    private long _observedAt;
    private double _decayed = -1;
    private long _decayedAt;
    private long _penaltyEnds = long.MinValue;
    private int _failures;

    public PeakEwma(TimeProvider timeProvider)
    {
        _ticksPerSecond = timeProvider.TimestampFrequency;
        _secondsPerTick = 1.0 / _ticksPerSecond;
        _decayPerTick = _secondsPerTick / Tau;
        _shortTicks = (long)(Short * _ticksPerSecond);
    }

    /// <summary>Gets what a policy that keeps nothing else remembers of an endpoint.</summary>
    public static PeakEwma Of(Endpoint endpoint) => (PeakEwma)endpoint.PolicyState!;

    /// <summary>Scores the endpoint for one more call.</summary>
    /// <param name="now">The current time stamp.</param>
    /// <param name="inFlight">The calls that it has in flight already.</param>
    public double LoadAt(long now, int inFlight)
    {
        var cost = Volatile.Read(ref _decayed);
        if (cost < 0)
        {
            // Unknown: worth a try as long as nobody else is trying.
            cost = inFlight == 0 ? 0 : Seed;
        }
        else
        {
            var age = now - Volatile.Read(ref _decayedAt);
            cost = age > _shortTicks ? DecayTo(now) : cost * (1 - (Math.Max(0, age) * _decayPerTick));
        }

        if (now < Volatile.Read(ref _penaltyEnds))
        {
            cost += FailureCost;
        }

        return cost * (inFlight + 1);
    }

    /// <summary>Tells whether it is passed by, because a call failed or was refused lately.</summary>
    public bool IsPassedBy(long now) => now < Volatile.Read(ref _penaltyEnds);

    public void Observe(in CallOutcome outcome)
    {
        var elapsed = outcome.Elapsed.TotalSeconds;
        lock (_observing)
        {
            if (outcome.Result == CallResult.Answered)
            {
                var weight = Decay(outcome.Timestamp - _observedAt);
                Set(elapsed > _cost ? elapsed : (elapsed * (1 - weight)) + (_cost * weight), outcome.Timestamp);
                _failures = 0;
                _penaltyEnds = long.MinValue;
                return;
            }

            // How long it took to fail, or until the caller gave up, is a lower bound of what an answer would have taken.
            if (outcome.Result != CallResult.Unreachable && _cost >= 0 && elapsed > _cost)
            {
                Set(elapsed, outcome.Timestamp);
            }

            if (outcome.Result != CallResult.Cancelled)
            {
                var penalty = Math.Min(LongestPenalty, FirstPenalty * Math.Pow(2, _failures++));
                var asked = Math.Min(LongestRetryAfter, outcome.RetryAfter?.TotalSeconds ?? 0);
                _penaltyEnds = outcome.Timestamp + (long)(Math.Max(penalty, asked) * _ticksPerSecond);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        lock (_observing)
        {
            _failures = 0;
            _penaltyEnds = long.MinValue;
            _cost = _decayed = -1;
        }
    }

    /// <summary>Says what is expected of the endpoint, and why.</summary>
    public string Explain(long now, int inFlight)
    {
        var cost = Volatile.Read(ref _cost);
        var expected = cost < 0
            ? "Nothing is known yet of how fast it answers."
            : string.Create(CultureInfo.InvariantCulture, $"It is expected to answer in {cost * Decay(now - Volatile.Read(ref _observedAt)) * 1_000:0.#} ms, times {inFlight} in flight and one.");
        var penaltyEnds = Volatile.Read(ref _penaltyEnds);
        return penaltyEnds <= now ? expected : string.Create(CultureInfo.InvariantCulture,
            $"{expected} It is passed by for another {(penaltyEnds - now) * _secondsPerTick:0.#} s, because its last call failed or was refused.");
    }

    private void Set(double cost, long timestamp)
    {
        Volatile.Write(ref _observedAt, Math.Max(timestamp, _observedAt));
        Volatile.Write(ref _cost, cost);
        Volatile.Write(ref _decayedAt, _observedAt);
        Volatile.Write(ref _decayed, cost);
    }

    // From what was observed, not from what was kept: no error adds up. Whoever finds another thread at it computes for himself.
    private double DecayTo(long now)
    {
        if (!_observing.TryEnter())
        {
            return Volatile.Read(ref _cost) * Decay(now - Volatile.Read(ref _observedAt));
        }

        try
        {
            var decayed = _cost < 0 ? _cost : _cost * Decay(now - _observedAt);
            Volatile.Write(ref _decayedAt, now);
            Volatile.Write(ref _decayed, decayed);
            return Math.Max(decayed, 0);
        }
        finally
        {
            _observing.Exit();
        }
    }

    private double Decay(long ticks) =>
        ticks > _shortTicks ? Math.Exp(-ticks * _decayPerTick) : 1 - (Math.Max(0, ticks) * _decayPerTick);
}
