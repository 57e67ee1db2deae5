using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>The parts of UDP by themselves.</summary>
public sealed class PartsTests
{
    [Fact]
    public void Window_takes_each_number_once_in_any_order_and_none_that_is_too_old()
    {
        var (window, model, random) = (new SlidingWindow(256), new HashSet<ulong>(), new Random(7));
        ulong highest = 0;
        for (var step = 0; step < 100_000; step++)
        {
            var number = (ulong)Math.Max(0, (long)highest + random.Next(-300, 20) + (random.Next(1_000) == 0 ? 10_000 : 0));
            var isTooOld = highest / 64 > number / 64 && highest / 64 - number / 64 >= 4;

            Assert.Equal(!isTooOld && model.Add(number), window.TryMark(number));
            highest = Math.Max(highest, number);
        }
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(ulong.MaxValue / 2)]
    public void Window_begins_with_any_number_and_takes_those_that_it_overtook(ulong first)
    {
        var window = new SlidingWindow(128);

        Assert.True(window.TryMark(first + 3));
        Assert.True(window.TryMark(first + 1));
        Assert.False(window.TryMark(first + 3));
        Assert.True(window.TryMark(first + 2));
    }

    [Fact]
    public void Time_is_drawn_from_two_to_three_seconds_until_something_is_measured()
    {
        var roundTrips = new RoundTrips(new RandomSource(1));
        var times = Enumerable.Range(0, 1_000).Select(_ => roundTrips.Timeout).ToArray();

        Assert.All(times, static time => Assert.InRange(time, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));
        Assert.True(times.Max() - times.Min() > TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public void Time_follows_what_is_measured()
    {
        var roundTrips = new RoundTrips(new RandomSource(1));

        // RFC 6298: SRTT = R, RTTVAR = R / 2; then a quarter and an eighth of the difference.
        roundTrips.Answered(TimeSpan.FromMilliseconds(100));
        Assert.Equal(TimeSpan.FromMilliseconds(300), roundTrips.Timeout);
        roundTrips.Answered(TimeSpan.FromMilliseconds(180));
        Assert.Equal(TimeSpan.FromMilliseconds(110 + (4 * 57.5)), roundTrips.Timeout);
        for (var call = 0; call < 100; call++)
        {
            roundTrips.Answered(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(RoundTrips.Least, roundTrips.Timeout);
    }

    [Fact]
    public void Time_that_was_too_short_is_doubled_for_the_next_call_too_until_one_is_measured()
    {
        var roundTrips = new RoundTrips(new RandomSource(1));
        roundTrips.Answered(TimeSpan.FromMilliseconds(10));

        Assert.Equal(TimeSpan.FromMilliseconds(100), roundTrips.TimedOut(RoundTrips.Least));
        Assert.Equal(TimeSpan.FromMilliseconds(100), roundTrips.Timeout);
        Assert.Equal(RoundTrips.Most, roundTrips.TimedOut(RoundTrips.Most));
        Assert.Equal(RoundTrips.MostCarriedOver, roundTrips.Timeout);
        roundTrips.Answered(TimeSpan.FromMilliseconds(10));
        Assert.Equal(RoundTrips.Least, roundTrips.Timeout);
    }

    [Fact]
    public void Kept_answers_are_limited_in_number_bytes_and_age()
    {
        var time = new FakeTimeProvider();
        var answers = new KeptAnswers(maxAnswers: 10, maxBytes: 500, time);
        for (ulong call = 0; call < 100; call++)
        {
            answers.Keep(1, call, new byte[10]);
        }

        Assert.Equal((10, 100), (answers.Count, answers.Bytes));
        Assert.Null(answers.Find(1, 89));
        Assert.NotNull(answers.Find(1, 90));
        Assert.Null(answers.Find(2, 90));
        answers.Keep(1, 100, new byte[450]);
        Assert.Equal((6, 500), (answers.Count, answers.Bytes));
        time.Advance(KeptAnswers.Lifetime + TimeSpan.FromTicks(1));
        answers.Sweep();
        Assert.Equal((0, 0), (answers.Count, answers.Bytes));
    }

    [Fact]
    public void Keys_are_base64_of_at_least_sixteen_bytes()
    {
        Assert.True(PresharedKey.TryParse(255, Convert.ToBase64String(new byte[16]), out _));
        Assert.False(PresharedKey.TryParse(1, Convert.ToBase64String(new byte[15]), out _));
        Assert.False(PresharedKey.TryParse(1, "no base64 at all, but long enough", out _));
        Assert.False(PresharedKey.TryParse(0, UdpPricesServer.Key, out _));
        Assert.False(PresharedKey.TryParse(256, UdpPricesServer.Key, out _));
        Assert.False(PresharedKey.TryParse(1, null, out _));
    }

    [Fact]
    public void Directions_and_sessions_have_keys_of_their_own()
    {
        Assert.True(PresharedKey.TryParse(1, UdpPricesServer.Key, out var key));
        var (a, b) = (new byte[Datagram.SaltBytes], new byte[Datagram.SaltBytes]);
        b[0] = 1;
        var sessions = new[] { key.Session(a, a), key.Session(a, b), key.Session(b, a) };
        var all = sessions.SelectMany(static session => new[] { session.FromClient, session.FromServer }).Append(key.Connect(a)).ToArray();

        var texts = all.Select(static protection =>
        {
            var text = new byte[Datagram.TagBytes + 32];
            protection.Seal(1, [], new byte[32], text);
            return Convert.ToHexString(text);
        }).ToArray();

        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.All(all, static protection => protection.Dispose());
    }

    [Fact]
    public void Refusal_is_never_longer_than_its_kind_may_be()
    {
        var longest = new UdpRefusedAnswer(HttpStatusCode.Conflict, new string('é', 500) + "𝄞", [.. Enumerable.Range(0, 250).Select(static number => (uint)number)]);

        var datagram = longest.Write(new byte[Datagram.SaltBytes], keyId: 1);
        var read = UdpRefusedAnswer.Read(datagram);

        Assert.Equal(UdpRefusedAnswer.MaxBytes, datagram.Length);
        Assert.Equal(600, UdpRefusedAnswer.MaxBytes);
        Assert.Equal((new string('é', 87), 100), (read.Text, read.Methods.Count));
    }
}
