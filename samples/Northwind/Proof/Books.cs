using System.Globalization;
using Northwind.Data;
using Northwind.Running;

namespace Northwind.Proof;

/// <summary>What orders amount to.</summary>
internal sealed record Books(long Orders, long Lines, long Units, decimal Revenue)
{
    /// <summary>Adds up what was to be traded.</summary>
    public static Books Of(IReadOnlyList<PlacedOrder> orders) => new(
        orders.Count,
        orders.Sum(static order => (long)order.Order.Lines.Count),
        orders.Sum(static order => order.Order.Lines.Sum(static line => (long)line.Quantity)),
        orders.Sum(static order => order.Order.Lines.Sum(static line => line.Amount())));

    /// <summary>Adds up what billing has stored.</summary>
    public static async Task<Books> ReadAsync(IStage stage, CancellationToken cancellationToken)
    {
        var billing = stage.Databases[Role.Billing];
        var lines = await billing.ReadAsync("select quantity, amount from ledger_lines",
            static row => (Quantity: row.GetInt64(0), Amount: decimal.Parse(row.GetString(1), CultureInfo.InvariantCulture)), cancellationToken);
        return new Books(
            await billing.CountAsync("select count(distinct order_id) from ledger", cancellationToken),
            lines.Count,
            lines.Sum(static line => line.Quantity),
            lines.Sum(static line => line.Amount));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"books: orders {Orders} lines {Lines} units {Units} revenue {Revenue:0.0000}");
}
