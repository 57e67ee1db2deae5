using System.Data.Common;
using Northwind.Contracts;
using Northwind.Faults;
using Northwind.Running;
using Northwind.Storage;
using Resile.Recovery;

namespace Northwind.Billing;

/// <summary>
/// Writes the books. Nothing in its tables keeps an order from being entered twice, so that a repetition would show; and the place of each
/// entry in its customer's account tells in which order they were made.
/// </summary>
internal sealed class Ledger(OfficeFaults faults, ServiceSettings settings, RecoveryContext recovery) : ILedger
{
    private static readonly TimeSpan HangTime = TimeSpan.FromSeconds(5);

    public async Task<decimal> EnterAsync(OrderPlaced order, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        await FailOnDemandAsync(order.OrderId);
        foreach (var line in order.Lines)
        {
            await using var insertLine = transaction.Command(
                "insert into ledger_lines (order_id, product_id, quantity, amount) values (@order_id, @product_id, @quantity, @amount)");
            insertLine.With("order_id", order.OrderId).With("product_id", line.ProductId).With("quantity", line.Quantity).WithMoney("amount", line.Amount());
            await insertLine.ExecuteNonQueryAsync(cancellationToken);
        }

        var total = order.Lines.Sum(static line => line.Amount());
        await using var insert = transaction.Command(
            """
            insert into ledger (order_id, customer_id, entry, total, process)
            select @order_id, @customer_id, count(*) + 1, @total, @process from ledger where customer_id = @customer_id
            """);
        insert.With("order_id", order.OrderId).With("customer_id", order.CustomerId).WithMoney("total", total).With("process", settings.Name);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return total;
    }

    private async Task FailOnDemandAsync(int orderId)
    {
        if (faults.Throws(orderId))
        {
            throw new InvalidDataException($"The page of order {orderId} is torn (a fault of this sample).");
        }

        if (faults.BillingBurns(orderId))
        {
            throw new OfficeFireException($"The books burn at order {orderId} (a fault of this sample).");
        }

        if (faults.Hangs(orderId))
        {
            // Deaf to every token, as code that hangs is. When it wakes, another generation has long done its work.
            await Task.Delay(HangTime, CancellationToken.None);
            if (!recovery.IsCurrent)
            {
                throw new OperationCanceledException($"Generation {recovery.Generation} of the ledger was given up; it writes no more.");
            }
        }
    }
}
