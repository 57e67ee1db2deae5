using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Udp;

/// <summary>Measures how long an endpoint takes to answer, and says after what silence a datagram is sent again (RFC 6298).</summary>
/// <remarks>
/// Only answers to what was sent once are measured: of others it is not known which of the datagrams they answer (Karn's rule). As that
/// may be all of them where answers have become slow, a time that was too short is doubled for further calls as well, until one is
/// measured again. Safe for threads.
/// </remarks>
internal sealed class RoundTrips(RandomSource random)
{
    /// <summary>The shortest time. Shorter ones would send again whatever waits for a slice of a busy processor.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest time.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    /// <summary>The longest time that one call hands on to the next. A slow server says that it works, so that a repetition too many costs little.</summary>
    public static readonly TimeSpan MostCarriedOver = TimeSpan.FromMilliseconds(500);

    /// <summary>The time where nothing has been measured yet, which chance makes up to half as long again (CoAP, RFC 7252, section 4.8).</summary>
    public static readonly TimeSpan Unmeasured = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private TimeSpan _smoothed;
    private TimeSpan _variation;
    private TimeSpan _backedOff;
    private bool _isMeasured;

    /// <summary>Gets after what silence a datagram that is sent now is to be sent again.</summary>
    public TimeSpan Timeout
    {
        get
        {
            lock (_gate)
            {
                var timeout = _isMeasured ? _smoothed + 4 * _variation : Unmeasured * (1 + random.NextDouble() / 2);
                return Bounded(timeout > _backedOff ? timeout : _backedOff);
            }
        }
    }

    /// <summary>Learns how long it took to answer what was sent once.</summary>
    public void Answered(TimeSpan elapsed)
    {
        lock (_gate)
        {
            _backedOff = TimeSpan.Zero;
            if (_isMeasured)
            {
                _variation += ((_smoothed - elapsed).Duration() - _variation) / 4;
                _smoothed += (elapsed - _smoothed) / 8;
            }
            else
            {
                (_isMeasured, _smoothed, _variation) = (true, elapsed, elapsed / 2);
            }
        }
    }

    /// <summary>Learns that a time was too short, or a datagram was lost.</summary>
    /// <param name="timeout">The time after which nothing had come.</param>
    /// <returns>The next one.</returns>
    public TimeSpan TimedOut(TimeSpan timeout)
    {
        lock (_gate)
        {
            var next = Bounded(2 * timeout);

            _backedOff = next < MostCarriedOver ? next : MostCarriedOver;
            return next;
        }
    }

    private static TimeSpan Bounded(TimeSpan timeout) => timeout < Least ? Least : timeout > Most ? Most : timeout;
}
