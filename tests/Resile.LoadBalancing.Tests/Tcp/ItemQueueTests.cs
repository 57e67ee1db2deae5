using System.Buffers;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>The items of a stream that wait for their caller.</summary>
public sealed class ItemQueueTests
{
    private static readonly ReadOnlySequence<byte> Item = new("1"u8.ToArray());

    [Fact]
    public async Task Server_that_sends_more_than_it_was_asked_for_breaks_the_protocol()
    {
        var queue = new ItemQueue(maxBytes: 1_000);
        for (var item = 0; item < ItemWindow.Size; item++)
        {
            queue.Add(Item);
        }

        Assert.Throws<FrameException>(() => queue.Add(Item));

        using var taken = queue.TryTake();
        Assert.NotNull(taken);
        queue.Add(Item);
        queue.Complete();
        Assert.True(await queue.WaitAsync());
        for (var item = 0; item < ItemWindow.Size; item++)
        {
            queue.TryTake()!.Dispose();
        }

        Assert.False(await queue.WaitAsync());
    }

    [Fact]
    public void Item_that_is_too_long_is_kept_as_far_as_it_is_seen_to_be()
    {
        var queue = new ItemQueue(maxBytes: 1_000);

        queue.Add(new(new byte[1_000]));
        queue.Add(new(new byte[1_000_000]));

        using var longest = queue.TryTake();
        using var longer = queue.TryTake();
        Assert.Equal((1_000, 1_001), (longest!.PayloadLength, longer!.PayloadLength));
    }
}
