using System.Runtime.CompilerServices;
using Northwind.Contracts;
using Northwind.Data;
using Northwind.Running;
using Resile.LoadBalancing;

namespace Northwind.Replay;

/// <summary>Places the orders of the past through the storefront's generated client.</summary>
internal sealed class OrderReplay(IReadOnlyList<PlacedOrder> orders, IStage stage)
{
    private const int AtOnce = 6;
    private const int Attempts = 20;

    // A steady pace, so that orders still come when what was broken is back.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private int _placed;

    /// <summary>Gets how many orders have been placed.</summary>
    public int Placed => Volatile.Read(ref _placed);

    /// <summary>Places all orders, a few at a time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddResile(resile => resile.Clients.AddStorefront(client => client.AddEndpoint(stage.Storefront)))
            .BuildServiceProvider();
        var storefront = services.GetRequiredService<IStorefront>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(PacedAsync(cancellationToken), parallel, async (order, token) =>
        {
            await PlaceAsync(storefront, order, token);
            await stage.ProgressAsync(Interlocked.Increment(ref _placed), token);
        });
    }

    private async IAsyncEnumerable<PlacedOrder> PacedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace);
        foreach (var order in orders)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            yield return order;
        }
    }

    // A person at the till presses the button again, too: the order's number makes that safe.
    private static async Task PlaceAsync(IStorefront storefront, PlacedOrder order, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await storefront.PlaceOrderAsync(order.Id, order.Order, cancellationToken);
                return;
            }
            catch (RemoteCallException) when (attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }
    }
}
