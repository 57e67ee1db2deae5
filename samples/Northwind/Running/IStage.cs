using Northwind.Storage;

namespace Northwind.Running;

/// <summary>Where the services run: in this process, or in processes of their own.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>Gets the address of the storefront.</summary>
    string Storefront { get; }

    /// <summary>Gets the databases of the services, by role.</summary>
    IReadOnlyDictionary<Role, ShopDatabase> Databases { get; }

    /// <summary>Gets the addresses of the catalog's replicas: a sound one, a slow one, and one that dies.</summary>
    IReadOnlyList<string> Catalogs { get; }

    /// <summary>Gets the addresses of the pricing's replicas: a sound one, and one that dies.</summary>
    IReadOnlyList<string> Pricing { get; }

    /// <summary>Gets the addresses of the presence's replicas: a sound one, and one that dies.</summary>
    IReadOnlyList<string> Presence { get; }

    /// <summary>Gets the names of billing's processes; none where it has none to itself.</summary>
    IReadOnlyList<string> BillingProcesses { get; }

    /// <summary>Gets the orders that were stored while the broker was away, because it had been killed.</summary>
    IReadOnlyCollection<int> PlacedWithoutBroker { get; }

    /// <summary>Gets what was broken so far, and what became of it.</summary>
    Chronicle Chronicle { get; }

    /// <summary>Starts the services.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Breaks what the plan breaks at this point.</summary>
    /// <param name="placed">How many orders have been placed so far; each number is told once.</param>
    /// <param name="cancellationToken">Ends the wait for what becomes of it.</param>
    Task ProgressAsync(int placed, CancellationToken cancellationToken);
}
