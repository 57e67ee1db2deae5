namespace Resile.Messaging.Tests.Orders;

public sealed record Noted([property: OrderingKey] string Account, int Number);
