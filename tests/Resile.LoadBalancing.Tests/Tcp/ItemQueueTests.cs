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
        var queue = new ItemQueue();
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
}
