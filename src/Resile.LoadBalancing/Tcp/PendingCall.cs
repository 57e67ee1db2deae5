using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>A call that waits for its answer over TCP.</summary>
internal sealed class PendingCall : PendingFrame
{
    /// <summary>Gets or sets its number on its connection.</summary>
    public ulong Id { get; set; }

    /// <summary>Gets or sets where its items go; null where its reply comes whole.</summary>
    public ItemQueue? Items { get; set; }

    /// <inheritdoc/>
    public override void Complete(FrameHeader header)
    {
        Items?.Complete();
        base.Complete(header);
    }

    /// <inheritdoc/>
    public override void Fail(Exception exception)
    {
        Items?.Complete();
        base.Fail(exception);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        Items = null;
    }
}
