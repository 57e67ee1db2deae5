using Resile.Messaging.Sending;

namespace Resile.Messaging.Dispatching;

/// <summary>Tells the dispatcher of this process what was committed: gives it the messages where it publishes, and wakes its reader otherwise.</summary>
internal sealed class Handover(OutboxSignal signal)
{
    private volatile FastPath? _path;

    /// <summary>Gets or sets what takes messages; null while no lease is held.</summary>
    public FastPath? Path
    {
        get => _path;
        set => _path = value;
    }

    /// <summary>Tells of messages of which nothing is known but that they are in the store, or will be soon.</summary>
    public void Announce() => signal.Set();

    /// <summary>Tells of messages that were committed just now.</summary>
    public void Announce(in CommittedMessages committed)
    {
        var path = committed.Keys.Count == committed.Messages.Count ? _path : null;
        var isRead = committed.Messages.Count > 0 && path is null;
        for (var index = 0; index < committed.Messages.Count && path is not null; index++)
        {
            isRead |= !path.TryTake(committed.Keys[index], committed.Messages[index], committed.Since);
        }

        if (isRead)
        {
            signal.Set();
        }
    }
}
