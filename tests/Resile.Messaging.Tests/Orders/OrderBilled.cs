namespace Resile.Messaging.Tests.Orders;

public sealed record OrderBilled(int Id);
