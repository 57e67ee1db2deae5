using System.Data.Common;

namespace Northwind.Contracts;

/// <summary>Shipping's papers. A fire takes the whole office along.</summary>
[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 1_000)]
[On<OfficeFireException>(FailureAction.Escalate)]
public interface IManifest
{
    /// <summary>Enters a shipment, in the transaction of whoever asks.</summary>
    Task EnterAsync(OrderBilled order, DbTransaction transaction, CancellationToken cancellationToken = default);
}
