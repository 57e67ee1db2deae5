namespace Northwind.Contracts;

/// <summary>Where orders are placed.</summary>
[LoadBalanced("storefront")]
public interface IStorefront
{
    /// <summary>Places an order. Placing it again changes nothing, so the call may be sent again.</summary>
    [Put("/orders/{id}"), Deadline("30s")]
    Task<OrderReceipt> PlaceOrderAsync(int id, [Body] Order order, CancellationToken cancellationToken = default);
}
