namespace Resile.Messaging;

/// <summary>Tells how messaging fares: for a status page, a sample or a test. Safe for use from many threads.</summary>
public interface IMessagingMonitor
{
    /// <summary>Takes a snapshot: counters of this process, and what the store holds at this moment.</summary>
    Task<MessagingSnapshot> ReadAsync(CancellationToken cancellationToken = default);
}
