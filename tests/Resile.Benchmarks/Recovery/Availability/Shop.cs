using Resile.Recovery;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>A shop that can be broken.</summary>
internal sealed class Shop : IShop, IHealthProbe
{
    private const int Leases = 20;

    private volatile Fault _fault;
    private int _leased;

    /// <summary>Says what a product costs in a shop that is well.</summary>
    public static int PriceOf(int product) => (2 * product) + 1;

    /// <inheritdoc/>
    public ValueTask<int> QuoteAsync(int product, CancellationToken cancellationToken = default) => _fault switch
    {
        Fault.Throw => throw new InvalidDataException("The state is broken."),
        Fault.Hang => new(new TaskCompletionSource<int>().Task),
        Fault.Leak when Interlocked.Increment(ref _leased) > Leases => throw new InvalidDataException("No lease is left."),
        Fault.Corrupt => new(-PriceOf(product)),
        _ => new(PriceOf(product)),
    };

    /// <inheritdoc/>
    public ValueTask BreakAsync(Fault fault, CancellationToken cancellationToken = default)
    {
        _fault = fault;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ProbeAsync(CancellationToken cancellationToken) => new(_fault != Fault.Corrupt);
}
