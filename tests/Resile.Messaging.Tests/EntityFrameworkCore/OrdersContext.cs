using Microsoft.EntityFrameworkCore;

namespace Resile.Messaging.Tests.EntityFrameworkCore;

/// <summary>The orders of a <see cref="Support.Shop"/>, in the file of its messages.</summary>
internal sealed class OrdersContext(DbContextOptions<OrdersContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
}
