using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Detection;

namespace Resile.Recovery.Tests.Detection;

/// <summary>The suspicion of a remote peer.</summary>
public sealed class PhiAccrualDetectorTests
{
    private static readonly PhiAccrualOptions NoPause = new() { AcceptablePause = TimeSpan.Zero };

    private readonly FakeTimeProvider _time = new();

    // The values were computed with 60 digits from the formula of the paper with the logistic approximation: y = (silence - mean - pause) / max(deviation, least),
    // e = exp(-y (1.5976 + 0.070566 y^2)), phi = -log10(e / (1 + e)); mean and deviation are those of the intervals named.
    [Theory]
    [InlineData(3_900, 0.18338960256377602)]
    [InlineData(4_000, 0.3010299956639812)]
    [InlineData(4_100, 0.4628825194414691)]
    [InlineData(4_500, 1.6428278854871123)]
    [InlineData(5_000, 4.7366945827051809)]
    [InlineData(6_000, 21.241600212221334)]
    [InlineData(9_000, 259.04797256565165)]
    public void First_heartbeat_assumes_the_first_interval_and_a_quarter_of_it(int silence, double phi)
    {
        // Intervals: 750 and 1,250 ms; pause 3 s.
        var detector = Detector(new PhiAccrualOptions());

        _time.Advance(TimeSpan.FromMilliseconds(silence));

        Close(phi, detector.Phi);
    }

    [Theory]
    [InlineData(0, 8.6879772295376466e-9)]
    [InlineData(500, 0.0019601026908854771)]
    [InlineData(1_000, 0.27667862803743823)]
    [InlineData(1_200, 0.76008839638263997)]
    [InlineData(1_500, 2.1622262373927629)]
    [InlineData(2_000, 7.2585701737109846)]
    [InlineData(2_500, 18.22284687277471)]
    [InlineData(3_000, 38.027022993924942)]
    public void Phi_follows_the_formula(int silence, double phi)
    {
        // Intervals: 750, 1,250, 900, 1,100, 1,000, 1,300, 800 ms; no pause.
        var detector = Detector(NoPause, 900, 1_100, 1_000, 1_300, 800);

        _time.Advance(TimeSpan.FromMilliseconds(silence));

        Close(phi, detector.Phi);
    }

    [Theory]
    [InlineData(900, 0.07503303214093988)]
    [InlineData(1_000, 0.3010299956639812)]
    [InlineData(1_250, 2.2160712662941496)]
    [InlineData(1_800, 21.241600212221334)]
    public void Only_the_latest_intervals_count_and_no_less_than_the_least_deviation(int silence, double phi)
    {
        // Intervals: four of 1,000 ms, whose deviation of 0 is taken for 100 ms.
        var detector = Detector(new PhiAccrualOptions { AcceptablePause = TimeSpan.Zero, Samples = 4 }, 1_000, 1_000, 1_000, 1_000, 1_000);

        _time.Advance(TimeSpan.FromMilliseconds(silence));

        Close(phi, detector.Phi);
    }

    [Fact]
    public void Peer_never_heard_of_is_not_suspected()
    {
        var detector = new PhiAccrualDetector(_time);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((0, true), (detector.Phi, detector.IsAvailable));
    }

    [Fact]
    public void Regular_heartbeats_keep_it_available_and_silence_is_found_after_four_and_a_half_seconds()
    {
        var detector = Detector(new PhiAccrualOptions(), [.. Enumerable.Repeat(1_000, 2_000)]);

        _time.Advance(TimeSpan.FromMilliseconds(4_450));
        Assert.True(detector.IsAvailable);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void Long_stall_makes_it_infinite_and_the_next_heartbeat_clears_it()
    {
        var detector = Detector(NoPause, 1_000, 1_000);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((double.PositiveInfinity, false), (detector.Phi, detector.IsAvailable));

        detector.Heartbeat();
        Assert.True(detector.IsAvailable);
        var phi = detector.Phi;
        Assert.Equal(Detector(NoPause, 1_000, 1_000).Phi, phi);
    }

    [Fact]
    public void Interval_that_ends_a_suspicion_is_left_out_and_one_within_the_pause_is_not()
    {
        // The last interval of each; before it, one of 1,000 ms.
        var (regular, late, suspected) = (PhiAfter(1_000), PhiAfter(3_500), PhiAfter(60_000));

        Close(Phi(Detector(new PhiAccrualOptions(), 1_000)), suspected);
        Assert.True(late < regular, $"{late} < {regular}");

        double PhiAfter(int last) => Phi(Detector(new PhiAccrualOptions(), 1_000, last));

        double Phi(PhiAccrualDetector detector)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return detector.Phi;
        }
    }

    [Fact]
    public void Sums_are_taken_anew_before_what_they_lose_matters()
    {
        const int AllSamples = 1 << 16;
        var options = new PhiAccrualOptions
        {
            Samples = 2,
            AcceptablePause = TimeSpan.FromDays(1),
            FirstInterval = TimeSpan.FromMilliseconds(50),
            LeastDeviation = TimeSpan.FromMilliseconds(1),
        };

        // The squares of these are beyond what a double holds exactly, and the small ones that follow drown in what is left of them.
        var day = (int)TimeSpan.FromDays(1).TotalMilliseconds;
        var intervals = Enumerable.Range(0, AllSamples - 2).Select(index => index < AllSamples - 10 ? day - (index * 7_919 % 100_003) : 20 + (40 * (index % 2)));
        var detector = Detector(options, [.. intervals]);
        _time.Advance(TimeSpan.FromDays(1));
        var phi = detector.Phi;
        var fresh = Detector(options, 20, 60);
        _time.Advance(TimeSpan.FromDays(1));

        Close(fresh.Phi, phi);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Suspicion_only_grows_while_nothing_is_heard_whatever_the_intervals(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var options = new PhiAccrualOptions
            {
                Samples = random.Next(2, 50),
                AcceptablePause = TimeSpan.FromMilliseconds(random.Next(3_000)),
                LeastDeviation = TimeSpan.FromMilliseconds(random.Next(1, 500)),
                FirstInterval = TimeSpan.FromMilliseconds(random.Next(1, 2_000)),
                Threshold = 0.5 + (12 * random.NextDouble()),
            };
            var detector = Detector(options, [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(3_000))]);
            var before = 0.0;
            for (var look = 0; look < 100; look++)
            {
                var phi = detector.Phi;
                Assert.True(phi >= before, $"{phi} < {before}");
                Assert.Equal(phi < options.Threshold, detector.IsAvailable);
                before = phi;
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
            }

            _time.Advance(TimeSpan.FromDays(30));
            Assert.False(detector.IsAvailable);
            detector.Heartbeat();
            Assert.True(detector.Phi < 0.5, $"{detector.Phi} right after a heartbeat");
        }
    }

    [Fact]
    public void Threads_may_use_it_at_once()
    {
        var detector = Detector(new PhiAccrualOptions { Samples = 8 });

        Parallel.For(0, 20_000, index =>
        {
            if (index % 2 == 0)
            {
                detector.Heartbeat();
            }
            else
            {
                Assert.InRange(detector.Phi, 0, 1);
            }
        });
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused_by_name()
    {
        Refuses(static options => options.Threshold = 0, "Threshold");
        Refuses(static options => options.Threshold = double.NaN, "Threshold");
        Refuses(static options => options.Samples = 1, "Samples");
        Refuses(static options => options.LeastDeviation = TimeSpan.Zero, "LeastDeviation");
        Refuses(static options => options.AcceptablePause = TimeSpan.FromTicks(-1), "AcceptablePause");
        Refuses(static options => options.FirstInterval = TimeSpan.Zero, "FirstInterval");
    }

    private static void Refuses(Action<PhiAccrualOptions> set, string name)
    {
        var options = new PhiAccrualOptions();
        set(options);
        Assert.Contains($"PhiAccrualOptions.{name}", Assert.Throws<ArgumentOutOfRangeException>(() => new PhiAccrualDetector(TimeProvider.System, options)).Message);
    }

    private static void Close(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"expected {expected:R}, was {actual:R}");

    // A detector that has heard at once, and then after each of the intervals, in milliseconds.
    private PhiAccrualDetector Detector(PhiAccrualOptions options, params int[] intervals)
    {
        var detector = new PhiAccrualDetector(_time, options);
        detector.Heartbeat();
        foreach (var interval in intervals)
        {
            _time.Advance(TimeSpan.FromMilliseconds(interval));
            detector.Heartbeat();
        }

        return detector;
    }
}
