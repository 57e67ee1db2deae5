using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

/// <summary>Fails, and says of what.</summary>
internal sealed class LoudShipping : IBillingEvents
{
    public Task OrderBilledAsync(OrderBilled billed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task OrderPaidAsync(OrderPaid paid, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"There is no account {paid.Iban}.", new FormatException(paid.Iban));
}
