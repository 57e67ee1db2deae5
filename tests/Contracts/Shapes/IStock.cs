namespace Resile.Generated.Tests.Contracts.Shapes;

/// <summary>Holds a contract: its name becomes part of the generated ones.</summary>
public static class Warehouse
{
    /// <summary>A contract within another type.</summary>
    [AutoRecover]
    public interface IStock
    {
        /// <summary>Counts.</summary>
        ValueTask<long> CountAsync(CancellationToken cancellationToken = default);
    }
}
