using System.Collections.Concurrent;

namespace Resile.Messaging.Tests.Support;

/// <summary>What the handlers of a test saw, and what the test wants them to do.</summary>
internal sealed class HandlerCalls
{
    private int _count;

    /// <summary>Gets or sets what happens inside a call, after its effect was written.</summary>
    public Func<DurableContext, CancellationToken, Task>? Inside { get; set; }

    public ConcurrentQueue<(Guid MessageId, int Delivery, int Attempt)> Seen { get; } = [];

    public int Count => Volatile.Read(ref _count);

    public int Disposed { get; set; }

    public async Task EnterAsync(DurableContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        Seen.Enqueue((context.MessageId, context.Delivery, context.Attempt));
        if (Inside is not null)
        {
            await Inside(context, cancellationToken);
        }
    }
}
