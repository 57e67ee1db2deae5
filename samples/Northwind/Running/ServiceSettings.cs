using System.Text.Json;

namespace Northwind.Running;

/// <summary>What a service is told at its start; a child process gets it as JSON in a variable.</summary>
internal sealed record ServiceSettings
{
    /// <summary>The variable that carries the settings of a child process.</summary>
    public const string Variable = "NORTHWIND_SERVICE";

    /// <summary>Gets its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what it is.</summary>
    public required Role Role { get; init; }

    /// <summary>Gets the service that it belongs to: processes of one service share its queues and its database.</summary>
    public string Service => Role.ToString().ToLowerInvariant();

    /// <summary>Gets the loopback port that it listens on; 0 where it does not.</summary>
    public int Port { get; init; }

    /// <summary>Gets the addresses of the catalog's replicas.</summary>
    public IReadOnlyList<string> Catalogs { get; init; } = [];

    /// <summary>Gets the addresses of the pricing's replicas.</summary>
    public IReadOnlyList<string> Pricing { get; init; } = [];

    /// <summary>Gets the addresses of the presence's replicas.</summary>
    public IReadOnlyList<string> Presence { get; init; } = [];

    /// <summary>Gets the key that seals what the storefront and the presence send each other, as base64; made anew for each run.</summary>
    public string PresenceKey { get; init; } = "";

    /// <summary>Gets what keeps its data.</summary>
    public Store Store { get; init; }

    /// <summary>Gets where its data is kept: a file, or a connection string.</summary>
    public string Database { get; init; } = "";

    /// <summary>Gets the broker; null for the transport in memory.</summary>
    public string? Broker { get; init; }

    /// <summary>Gets the milliseconds by which it answers late.</summary>
    public int SlowByMs { get; init; }

    /// <summary>Gets the orders at which its ledger throws.</summary>
    public IReadOnlyList<int> ThrowAt { get; init; } = [];

    /// <summary>Gets the orders at which its ledger hangs.</summary>
    public IReadOnlyList<int> HangAt { get; init; } = [];

    /// <summary>Gets the orders at which billing burns.</summary>
    public IReadOnlyList<int> BillingBurnsAt { get; init; } = [];

    /// <summary>Gets the orders at which shipping burns.</summary>
    public IReadOnlyList<int> ShippingBurnsAt { get; init; } = [];

    /// <summary>Gets whether it writes its log to the console.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Gets its database.</summary>
    public Storage.ShopDatabase ShopDatabase() => new(Store, Store == Store.Sqlite ? $"Data Source={Database}" : Database);

    /// <summary>Makes what fails in it.</summary>
    public Faults.OfficeFaults Faults() => new(ThrowAt, HangAt, BillingBurnsAt, ShippingBurnsAt);

    /// <summary>Writes the settings for a child process.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads the settings of this process; null where it is not a child.</summary>
    public static ServiceSettings? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } json ? JsonSerializer.Deserialize<ServiceSettings>(json) : null;
}
