namespace Resile.Messaging.Tests.Orders;

public sealed record OrderPaid(int Id, [property: Secret] string Iban);
