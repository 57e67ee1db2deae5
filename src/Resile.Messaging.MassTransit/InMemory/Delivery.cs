using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.InMemory;

/// <summary>A publication under way, and how many subscriptions have yet to settle it.</summary>
internal sealed class Delivery(int subscriptions)
{
    private readonly TaskCompletionSource<PublishResult> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = subscriptions;
    private string? _error;

    /// <summary>Gets what became of it, once every subscription has spoken.</summary>
    public Task<PublishResult> Settled => _settled.Task;

    /// <summary>Records that one subscription is done with it, well or (with an error) badly.</summary>
    public void Settle(string? error)
    {
        if (error is not null)
        {
            Volatile.Write(ref _error, error);
        }

        if (Interlocked.Decrement(ref _open) == 0)
        {
            _settled.TrySetResult(
                Volatile.Read(ref _error) is { } failure
                    ? new PublishResult(PublishOutcome.Unavailable, failure)
                    : PublishResult.Confirmed);
        }
    }

    /// <summary>Gives up waiting.</summary>
    public void Abandon(string error) => _settled.TrySetResult(new PublishResult(PublishOutcome.Unavailable, error));
}
