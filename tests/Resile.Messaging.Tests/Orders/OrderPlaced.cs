namespace Resile.Messaging.Tests.Orders;

public sealed record OrderPlaced(int Id, decimal Total);
