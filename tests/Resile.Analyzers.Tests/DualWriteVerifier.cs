using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests;

/// <summary>Runs the analyzer of dual writes over a program that has contracts and a database.</summary>
internal static class DualWriteVerifier
{
    /// <summary>What every program here is about.</summary>
    public const string Contracts =
        """
        namespace Acme;

        [DurableMessage]
        public interface IOrderEvents
        {
            Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);
            Task OrderRefusedAsync(int id, string reason, CancellationToken cancellationToken = default);
            [Request] Task<int> CountAsync(int id, CancellationToken cancellationToken = default);
        }

        public sealed record OrderPlaced(int Id);

        public class Order { public int Id { get; set; } }

        public class Shop(DbContextOptions<Shop> options) : DbContext(options) { public DbSet<Order> Orders => Set<Order>(); }
        """;

    /// <summary>Fails unless the analyzer reports exactly what the source marks.</summary>
    public static Task VerifyAsync(string source) => UsageVerifier<DualWriteAnalyzer>.VerifyAsync("namespace Acme;\n" + source, Contracts);
}
