using System.Buffers;
using System.Threading.Channels;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>The items of a reply that have arrived and that nobody has taken yet: no more than the window lets the server send.</summary>
/// <param name="maxBytes">The longest item that is wanted: of a longer one, so much is kept that it is seen to be longer.</param>
internal sealed class ItemQueue(int maxBytes)
{
    // Not for a single reader: that kind cannot be counted.
    private readonly Channel<FrameBuffer> _items = Channel.CreateUnbounded<FrameBuffer>(new() { SingleWriter = true });

    /// <summary>Adds an item.</summary>
    /// <exception cref="FrameException">The server sends more than it was asked for.</exception>
    public void Add(in ReadOnlySequence<byte> payload)
    {
        if (_items.Reader.Count >= ItemWindow.Size)
        {
            throw new FrameException($"The server sends more than {ItemWindow.Size} items that it was not asked for.");
        }

        var item = new FrameBuffer();
        item.Copy(payload.Length > maxBytes ? payload.Slice(0, maxBytes + 1L) : payload);
        _items.Writer.TryWrite(item);
    }

    /// <summary>Says that there will be no more.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>Takes an item, if one has arrived; whoever gets it disposes of it.</summary>
    public FrameBuffer? TryTake() => _items.Reader.TryRead(out var item) ? item : null;

    /// <summary>Waits for an item.</summary>
    /// <returns>False where there will be no more.</returns>
    public ValueTask<bool> WaitAsync() => _items.Reader.WaitToReadAsync(CancellationToken.None);
}
