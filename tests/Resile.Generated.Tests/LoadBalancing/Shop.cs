using System.Net;
using Resile.Generated.Tests.Contracts.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Serves items from memory, and tells what it was asked.</summary>
internal sealed class Shop : IShop
{
    private readonly Dictionary<int, Item> _items = new() { [1] = new(1, "Chai", 18.00m), [2] = new(2, "Scarf/long & warm", 40m, Season.Winter) };

    public Task<Item> GetAsync(int id, CancellationToken cancellationToken = default) => _items.TryGetValue(id, out var item)
        ? Task.FromResult(item)
        : throw new CallRefusedException(HttpStatusCode.NotFound, $"There is no item {id}.");

    public Task<Item?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(_items.Values.FirstOrDefault(item => item.Name == name));

    public ValueTask<IReadOnlyList<Item>> SearchAsync(
        string? text, IReadOnlyList<Season> seasons, DateTime? since, string? tenant = null, CancellationToken cancellationToken = default) =>
        new([new Item(0, $"{text ?? "-"}|{string.Join("+", seasons)}|{since:O}|{tenant ?? "-"}", 0)]);

    public Task<Item> AddAsync(Item item, CancellationToken cancellationToken = default) => Task.FromResult(_items[item.Id] = item);

    public Task AddOnceAsync(Item call, CancellationToken cancellationToken = default) => AddAsync(call, cancellationToken);

    public ValueTask ReplaceAsync(int id, Item request, CancellationToken cancellationToken = default)
    {
        _items[id] = request;
        return ValueTask.CompletedTask;
    }

    public Task ChangePriceAsync(int id, decimal price, CancellationToken cancellationToken = default)
    {
        _items[id] = _items[id] with { Price = price };
        return Task.CompletedTask;
    }

    public Task RemoveAsync(int id, CancellationToken cancellationToken = default) => Task.FromResult(_items.Remove(id));
}
