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

    /// <summary>Starts the services.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Breaks what the plan breaks at this point.</summary>
    /// <param name="placed">How many orders have been placed so far; each number is told once.</param>
    Task ProgressAsync(int placed);
}
