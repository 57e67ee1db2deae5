// Three attributes in one file: a shop calls a catalog on two replicas, one of which crashes, and tells billing of an order, durably.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quickstart;
using Resile;
using Resile.Messaging;
using Resile.Recovery;

var stumble = new Stumble();
await using var first = await StartAsync(resile => resile.Components.AddCatalog<Catalog>(), app => app.MapCatalog());
await using var second = await StartAsync(resile => resile.Components.AddCatalog<Catalog>(), app => app.MapCatalog());

var file = Path.Combine(Path.GetTempPath(), $"quickstart-{Guid.NewGuid():N}.db");
await using var shop = await StartAsync(
    resile =>
    {
        resile.Clients.AddCatalog(client => client.AddEndpoint(first.Urls.First()).AddEndpoint(second.Urls.First()));
        resile.Messaging.UseSqlite(file).UseInMemory().AddOrderEventsSender().AddOrderEventsHandler<Billing>();
    },
    app => { });

// [LoadBalanced]: the interface is the client; each call goes to the better replica, and elsewhere if that fails.
var catalog = shop.Services.GetRequiredService<ICatalog>();
for (var id = 1; id <= 6; id++)
{
    Console.WriteLine($"product {id}: {(await catalog.GetProductAsync(id)).Name}");
}

// [AutoRecover]: one replica threw over product 3, and a new instance stands behind the same proxy, some milliseconds later.
long Restarts() => new[] { first, second }.Sum(replica => replica.Services.GetRequiredService<ISupervision>().Snapshot().Restarts);
while (Restarts() == 0) { await Task.Delay(10); }
Console.WriteLine($"catalog restarts: {Restarts()}");

// [DurableMessage]: committed before the task completes, handled once in effect, whatever dies in between.
await shop.Services.GetRequiredService<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, "Chai", 12));
Console.WriteLine($"billed: {await Billing.Billed.Task.WaitAsync(TimeSpan.FromSeconds(30))}");

async Task<WebApplication> StartAsync(Action<ResileBuilder> add, Action<WebApplication> map)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.Services.AddSingleton(stumble).AddResile(add);
    var app = builder.Build();
    app.Urls.Add("http://127.0.0.1:0");
    map(app);
    await app.StartAsync();
    return app;
}

namespace Quickstart
{
    [LoadBalanced("catalog"), AutoRecover, On<InvalidDataException>(FailureAction.Restart)]
    public interface ICatalog { [Get("/products/{id}")] Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default); }

    [DurableMessage]
    public interface IOrderEvents { Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default); }

    public sealed record Product(int Id, string Name);
    public sealed record OrderPlaced(int Id, string Product, int Quantity);

    internal sealed class Stumble { public int Left = 1; }

    internal sealed class Catalog(RecoveryContext recovery, Stumble stumble) : ICatalog
    {
        public Task<Product> GetProductAsync(int id, CancellationToken cancellationToken) => id == 3 && Interlocked.Decrement(ref stumble.Left) == 0
            ? throw new InvalidDataException("This replica stumbles over product 3, once.")
            : Task.FromResult(new Product(id, $"Product {id} from generation {recovery.Generation}"));
    }

    internal sealed class Billing(DurableContext message) : IOrderEvents
    {
        public static readonly TaskCompletionSource<string> Billed = new();

        public Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken)
        {
            Billed.TrySetResult($"order {order.Id}, {order.Quantity} x {order.Product}, by message {message.MessageId}");
            return Task.CompletedTask;
        }
    }
}
