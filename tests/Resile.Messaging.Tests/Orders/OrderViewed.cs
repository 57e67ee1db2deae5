namespace Resile.Messaging.Tests.Orders;

public sealed record OrderViewed(int Id);
