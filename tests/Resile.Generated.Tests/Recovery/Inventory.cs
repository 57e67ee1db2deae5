using Resile.Generated.Tests.Contracts.Recovery;

namespace Resile.Generated.Tests.Recovery;

/// <summary>A component that fails on demand: the product's name says how.</summary>
internal sealed class Inventory : IInventory
{
    private readonly Dictionary<string, int> _stock = new() { ["chai"] = 39 };

    public ValueTask<int> StockAsync(string product, CancellationToken cancellationToken = default) => product switch
    {
        "corrupt" => throw new InvalidDataException("The index is corrupt."),
        "unknown" => throw new KeyNotFoundException("There is no such product."),
        _ => new(_stock.GetValueOrDefault(product)),
    };

    public ValueTask TakeAsync(string product, int quantity, CancellationToken cancellationToken = default)
    {
        _stock[product] -= quantity;
        return ValueTask.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return [.. _stock.Keys];
    }

    public Task TidyAsync() => Task.CompletedTask;
}
