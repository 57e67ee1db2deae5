namespace Resile.Messaging.Tests.Orders;

public sealed record Booked([property: OrderingKey] string Account, int Number);
