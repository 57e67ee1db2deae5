using Resile.Messaging.Storage;

namespace Resile.Integration.Tests.PostgreSql;

/// <summary>Reads from a lease where no ordering key is left out.</summary>
internal static class LeaseReading
{
    public static Task<IReadOnlyList<OutboxRecord>> ReadNextAsync(this IOutboxLease lease, int limit, CancellationToken cancellationToken) =>
        lease.ReadNextAsync(limit, [], cancellationToken);
}
