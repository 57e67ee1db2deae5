namespace Resile.Messaging.Tests.EntityFrameworkCore;

internal sealed class Order
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
