namespace Resile.Messaging.Tests.Orders;

// From here on: what the build writes, by hand.
public sealed record OrderEventsStockReserved(string Sku, int Quantity);
