using System.Security.Cryptography;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>Random and mutilated datagrams, from fixed seeds. <c>RESILE_FUZZ_FRAMES</c> asks for more of them than a test run has time for.</summary>
public sealed class FuzzTests
{
    private const int Sessions = 16;
    private const int MostSessions = (2 * Sessions) + 1;

    // A number that is far ahead makes all others old: that is right, but would leave nothing to test. Sealed, only clients can do that.
    private static readonly (int From, int To) NumberOfCall = (8, 16);
    private static readonly (int From, int To) Numbers = (12, Datagram.SealedHeaderBytes + 16);

    [Theory]
    [InlineData(true, 20261125)]
    [InlineData(false, 20261126)]
    public async Task Half_a_million_mutilated_datagrams_are_answered_or_refused_and_nothing_else(bool isSealed, int seed)
    {
        var datagrams = (long.TryParse(Environment.GetEnvironmentVariable("RESILE_FUZZ_FRAMES"), out var asked) ? asked : 1_000_000) / 2;
        using var rig = new ReceiverRig(static options => options.MaxSessions = MostSessions, isSealed);
        var sessions = Enumerable.Range(0, Sessions).Select(_ => rig.Greet()).ToArray();
        var connects = Enumerable.Range(0, Sessions).Select(_ => rig.Connect(rig.Ask(rig.Hello(RandomNumberGenerator.GetBytes(16))).Single().Datagram, rig.Key)).ToArray();
        rig.IsKeeping = false;
        long requests = 0;

        // On a thread of its own, or others would wait for one of the pool's.
        await Task.Factory.StartNew(() =>
        {
            var random = new Random(seed);
            for (long datagram = 0; datagram < datagrams; datagram++)
            {
                var bytes = Make(random, rig, sessions[random.Next(Sessions)], connects, ref requests);
                rig.Receiver.Receive(bytes, random.Next(20) == 0 ? ReceiverRig.Eve : ReceiverRig.Ada);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0);
        var snapshot = rig.Receiver.Snapshot(null);
        Assert.True(snapshot.Sessions < MostSessions && rig.Receiver.Answers.Count <= rig.Receiver.Options.MaxKeptAnswers);
        Assert.InRange(snapshot.Calls, datagrams / 200, requests);
        foreach (var refusal in new[] { UdpRefusal.Foreign, UdpRefusal.BadLength, UdpRefusal.OtherAddress, UdpRefusal.NoSession, UdpRefusal.Replayed, UdpRefusal.BadCookie })
        {
            Assert.True(rig.Refused(refusal) > datagrams / 2_000, $"{refusal}: {rig.Refused(refusal)}");
        }

        Assert.True(rig.Refused(isSealed ? UdpRefusal.Forged : UdpRefusal.Malformed) > datagrams / 500);
        await AnswersAsync(rig);
    }

    private static byte[] Make(Random random, ReceiverRig rig, RawSession session, byte[][] connects, ref long requests)
    {
        switch (random.Next(100))
        {
            case < 20:
                var noise = new byte[random.Next(300)];
                random.NextBytes(noise);
                return noise;
            case < 40:
                // A sound beginning, and anything behind it.
                var kind = new byte[random.Next(2) == 0 ? Datagram.MaxBytes : random.Next(Datagram.HeadBytes, 100)];
                random.NextBytes(kind);
                Datagram.WriteHead(kind, (DatagramKind)random.Next(10), random.Next(2) == 0 ? rig.Key?.Id ?? 0 : (byte)random.Next(256));
                return kind;
            case < 43:
                return Changed(random, connects[random.Next(connects.Length)], random.Next(3));
            case < 75:
                // A frame of a session with anything in it; sealed, it is genuine.
                var frame = new byte[FrameHeader.Size + random.Next(60)];
                random.NextBytes(frame);
                new FrameHeader(frame.Length - FrameHeader.Size, (FrameKind)random.Next(0, 35), 0, (ulong)random.Next(100_000), (uint)random.Next(3), 1_000).Write(frame);
                return session.Seal(Changed(random, frame, random.Next(2), NumberOfCall), random.Next(10) == 0 ? 1 : null);
            case < 90:
                requests++;
                return session.Request(1_000_000 + (ulong)requests, random.Next(2) == 0 ? "[\"x\"]" : "[{");
            default:
                return Changed(random, session.Request(1, "[\"x\"]"), 1 + random.Next(3), rig.Key is null ? Numbers : default);
        }
    }

    private static byte[] Changed(Random random, byte[] bytes, int changes, (int From, int To) spared = default)
    {
        var changed = bytes.ToArray();
        for (var change = 0; change < changes; change++)
        {
            var place = random.Next(changed.Length - (spared.To - spared.From));
            changed[place >= spared.From && spared.To > 0 ? place + spared.To - spared.From : place] ^= (byte)(1 << random.Next(8));
        }

        return changed;
    }

    private static async Task AnswersAsync(ReceiverRig rig)
    {
        rig.IsKeeping = true;
        var session = rig.Greet();
        rig.Receiver.Receive(session.Request(1, "[\"still here\"]"), ReceiverRig.Ada);
        await Eventually.HoldsAsync(() => rig.Receiver.InFlight == 0);
        Assert.Equal(FrameKind.Reply, session.Open(rig.Taken().Single().Datagram).Header.Kind);
    }
}
