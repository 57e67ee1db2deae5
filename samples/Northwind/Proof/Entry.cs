namespace Northwind.Proof;

/// <summary>An order in the storefront's, billing's or shipping's tables.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Place">Its place among what was entered there for that customer, as the transaction that entered it found it.</param>
internal sealed record Entry(int OrderId, string CustomerId, long Place);
