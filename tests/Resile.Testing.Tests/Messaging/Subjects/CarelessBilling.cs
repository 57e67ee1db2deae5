namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>Is broken on purpose: what it writes is not part of its transaction.</summary>
internal sealed class CarelessBilling(SideLedger ledger) : IBillsWrittenHandler
{
    public Task WrittenAsync(int orderId, CancellationToken cancellationToken)
    {
        ledger.Execute($"insert into ledger (what, number) values ('written', {orderId})");
        return Task.CompletedTask;
    }
}
