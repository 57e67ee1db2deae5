namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>Never succeeds.</summary>
internal sealed class Shredder : IBillsWrittenHandler
{
    public Task WrittenAsync(int orderId, CancellationToken cancellationToken) => throw new InvalidOperationException("Shredded.");
}
