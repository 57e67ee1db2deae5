namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Operations that travel in frames.</summary>
[LoadBalanced("prices", Transport = Transport.Tcp), Deadline("5s")]
public interface IPrices
{
    /// <summary>Gets the price of a line, and may be asked again.</summary>
    [Idempotent, Deadline("2s")]
    Task<decimal> TotalAsync(decimal unitPrice, int quantity, decimal discount, CancellationToken cancellationToken = default);

    /// <summary>Gets the price of several lines.</summary>
    ValueTask<decimal> TotalAsync(IReadOnlyList<PricedLine> lines, CancellationToken cancellationToken = default);

    /// <summary>Finds a line, or none.</summary>
    Task<PricedLine?> FindAsync(string? request, int? call, IReadOnlyList<DayOfWeek>? days, CancellationToken cancellationToken = default);

    /// <summary>Has no arguments and no reply.</summary>
    ValueTask ForgetAsync();
}

/// <summary>What is priced.</summary>
public sealed record PricedLine(decimal UnitPrice, int Quantity, decimal Discount);
