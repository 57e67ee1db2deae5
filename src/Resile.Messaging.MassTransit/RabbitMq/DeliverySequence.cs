namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Gives the deliveries of a channel back the order in which the broker sent them.</summary>
/// <remarks>Several loops take deliveries from a channel, one after another, and may be overtaken before they do anything with them. The tags of
/// a channel are dense: 1, 2, 3.</remarks>
internal sealed class DeliverySequence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _waiting = [];
    private ulong _next = 1;

    /// <summary>Waits until all deliveries with lower tags have passed.</summary>
    public Task WaitAsync(ulong tag, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (tag <= _next)
            {
                return Task.CompletedTask;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(tag, turn);
        }

        return turn.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the next delivery go on.</summary>
    public void Pass(ulong tag)
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            _next = tag + 1;
            _waiting.Remove(_next, out next);
        }

        next?.SetResult();
    }
}
