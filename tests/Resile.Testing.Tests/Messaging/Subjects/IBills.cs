namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>What happens to bills.</summary>
[DurableMessage]
internal interface IBills
{
    Task WrittenAsync(int orderId, CancellationToken cancellationToken = default);
}
