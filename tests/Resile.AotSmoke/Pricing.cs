using Resile.Recovery;

namespace Resile.AotSmoke;

/// <summary>Fails once; then a new instance stands in its place.</summary>
internal sealed class Pricing(RecoveryContext recovery) : IPricing
{
    public Task<decimal> PriceAsync(int productId, CancellationToken cancellationToken) => recovery.Generation == 1
        ? throw new InvalidDataException("The first generation fails.")
        : Task.FromResult(18m * productId);
}
