using Resile.Messaging.Storage;

namespace Resile.Integration.Tests.Model;

/// <summary>A node that publishes: what it knows in memory, and forgets when it dies.</summary>
internal sealed class ModelNode
{
    public Guid Id { get; private set; } = Guid.NewGuid();

    public IOutboxLease? Lease { get; set; }

    /// <summary>Gets what it has read and not published yet, in order.</summary>
    public List<OutboxRecord> Read { get; } = [];

    /// <summary>Gets what it has published and not deleted yet.</summary>
    public List<OutboxRecord> Published { get; } = [];

    /// <summary>Gets the keys of which it has a row in hand.</summary>
    public IReadOnlyCollection<string> Keys =>
        Read.Concat(Published).Select(static row => row.Message.OrderingKey).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Ends the lease, and with it what it has in hand.</summary>
    public void Forget()
    {
        Lease = null;
        Read.Clear();
        Published.Clear();
    }

    /// <summary>Begins anew, as another process.</summary>
    public void BeginAnew()
    {
        Forget();
        Id = Guid.NewGuid();
    }
}
