namespace Resile.Messaging.Tests.Orders;

public sealed record OrderCount(string Customer);
