using System.Data.Common;

namespace Northwind.Contracts;

/// <summary>Billing's books. The component that this sample breaks: it throws now and then, hangs once, and burns once with its office.</summary>
[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 1_000)]
[On<InvalidDataException>(FailureAction.Restart), On<OfficeFireException>(FailureAction.Escalate)]
public interface ILedger
{
    /// <summary>Enters an order, in the transaction of whoever asks.</summary>
    /// <returns>What the order costs.</returns>
    Task<decimal> EnterAsync(OrderPlaced order, DbTransaction transaction, CancellationToken cancellationToken = default);
}
