using Northwind.Contracts;
using Northwind.Storage;
using Resile.LoadBalancing;
using Resile.Messaging;

namespace Northwind.Storefront;

/// <summary>Takes orders: looks every product up, has every line priced, and stores the order and the news of it in one transaction.</summary>
internal sealed class OrderDesk(ICatalog catalog, IPricing pricing, IPresence presence, IOutbox outbox) : IStorefront
{
    public async Task<OrderReceipt> PlaceOrderAsync(int id, Order order, CancellationToken cancellationToken = default)
    {
        var looks = Task.WhenAll(order.Lines.Select(line => NoteAsync(line.ProductId, order.CustomerId, cancellationToken)));
        var prices = Task.WhenAll(order.Lines.Select(line => pricing.PriceAsync(line, cancellationToken)));
        var products = await Task.WhenAll(order.Lines.Select(line => catalog.GetProductAsync(line.ProductId, cancellationToken)));
        var total = (await prices).Sum();
        await looks;

        await using var transaction = await outbox.BeginAsync(cancellationToken);
        await using var count = transaction.CreateCommand(
            "insert into customers (customer_id, orders) values (@customer_id, 1) on conflict (customer_id) do update set orders = customers.orders + 1 returning orders");
        var number = (await count.With("customer_id", order.CustomerId).ExecuteScalarAsync(cancellationToken))!;
        await using var insert = transaction.CreateCommand(
            "insert into orders (order_id, customer_id, number, order_date, total) values (@order_id, @customer_id, @number, @order_date, @total) on conflict do nothing");
        insert.With("order_id", id).With("customer_id", order.CustomerId).With("number", number).With("order_date", order.Date.ToString("O")).WithMoney("total", total);
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            // The order was placed before, and only the answer got lost. Without a commit, the count is what it was.
            return new OrderReceipt(id, total);
        }

        foreach (var (line, product) in order.Lines.Zip(products))
        {
            await using var insertLine = transaction.CreateCommand(
                "insert into order_lines (order_id, product_id, product_name, quantity) values (@order_id, @product_id, @product_name, @quantity)");
            insertLine.With("order_id", id).With("product_id", product.Id).With("product_name", product.Name).With("quantity", line.Quantity);
            await insertLine.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(id, order.CustomerId, order.ShipperId, order.Lines), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new OrderReceipt(id, total);
    }

    // Nice to know, and no reason to refuse an order.
    private async Task NoteAsync(int productId, string customerId, CancellationToken cancellationToken)
    {
        try
        {
            await presence.LookAsync(productId, customerId, cancellationToken);
        }
        catch (RemoteCallException)
        {
        }
    }
}
