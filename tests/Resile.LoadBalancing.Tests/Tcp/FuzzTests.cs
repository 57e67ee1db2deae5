using System.Buffers;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>Random and mutilated bytes, from fixed seeds. <c>RESILE_FUZZ_FRAMES</c> asks for more frames than a test run has time for.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Million_mutilated_frames_are_read_or_refused_and_nothing_else()
    {
        var frames = long.TryParse(Environment.GetEnvironmentVariable("RESILE_FUZZ_FRAMES"), out var asked) ? asked : 1_000_000;
        var random = new Random(20261125);
        var bytes = new byte[256];
        long read = 0, refused = 0, incomplete = 0;
        for (long frame = 0; frame < frames; frame++)
        {
            var length = random.Next(bytes.Length);
            random.NextBytes(bytes.AsSpan(0, length));
            if (length >= FrameHeader.Size && random.Next(20) != 0)
            {
                // A sound header, of which some bytes may be wrong, and a payload that may be too short.
                new FrameHeader(random.Next(205), (FrameKind)random.Next(1, 13), 0, (ulong)random.NextInt64(), 1, 1).Write(bytes);
                if (random.Next(10) == 0)
                {
                    bytes[random.Next(FrameHeader.Size)] ^= (byte)(1 << random.Next(8));
                }
            }

            var buffer = Split(bytes, length, random);
            var before = buffer.Length;
            try
            {
                if (FrameReader.TryRead(ref buffer, 200, out var header, out var payload))
                {
                    read++;
                    Assert.Equal(before, FrameHeader.Size + payload.Length + buffer.Length);
                    Assert.Equal(header.Length, payload.Length);
                }
                else
                {
                    incomplete++;
                    Assert.Equal(before, buffer.Length);
                }
            }
            catch (FrameException)
            {
                refused++;
            }
        }

        Assert.True(read > frames / 20 && refused > frames / 20 && incomplete > frames / 20, $"read {read}, refused {refused}, incomplete {incomplete}");
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 13)]
    [InlineData(4, 32)]
    [InlineData(5, 2)]
    [InlineData(5, 0x80)]
    [InlineData(7, 1)]
    [InlineData(3, 1)]
    public void Header_with_a_byte_that_means_nothing_is_refused(int place, byte value)
    {
        var header = new byte[FrameHeader.Size];
        FrameHeader.Of(FrameKind.Ping).Write(header);
        Assert.Equal(FrameKind.Ping, FrameHeader.Read(header, 1_000).Kind);
        header[place] = value;

        Assert.Throws<FrameException>(() => FrameHeader.Read(header, 1_000));
    }

    [Fact]
    public void Time_that_is_left_is_rounded_up()
    {
        Assert.Equal(0u, FrameHeader.MillisecondsOf(TimeSpan.Zero));
        Assert.Equal(0u, FrameHeader.MillisecondsOf(TimeSpan.FromTicks(-1)));
        Assert.Equal(1u, FrameHeader.MillisecondsOf(TimeSpan.FromTicks(1)));
        Assert.Equal(uint.MaxValue, FrameHeader.MillisecondsOf(TimeSpan.MaxValue));
    }

    [Fact]
    public void Ten_thousand_mutilated_greetings_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(20261126);
        using var buffer = new FrameBuffer();
        Hello.Of(PricesBalanced.Tcp, 1_000, "token").Write(buffer);
        var sound = buffer.Payload.ToArray();
        for (var greeting = 0; greeting < 10_000; greeting++)
        {
            var bytes = sound[..random.Next(sound.Length + 1)];
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Assert.NotNull(Hello.Read(bytes).Contract);
            }
            catch (FrameException)
            {
            }
        }
    }

    // What arrives over a network is cut anywhere.
    private static ReadOnlySequence<byte> Split(byte[] bytes, int length, Random random)
    {
        if (length < 2 || random.Next(2) == 0)
        {
            return new ReadOnlySequence<byte>(bytes, 0, length);
        }

        var cut = random.Next(1, length);
        var first = new Segment(bytes.AsMemory(0, cut));
        var last = first.Append(bytes.AsMemory(cut, length - cut));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
