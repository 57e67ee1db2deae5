using Npgsql;

namespace Northwind.Running;

/// <summary>Makes the databases of a run, one for each service, and removes them after it.</summary>
internal sealed class ServiceStores : IAsyncDisposable
{
    private static readonly string[] Services = ["storefront", "billing", "shipping"];

    private readonly Store _store;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly DirectoryInfo? _folder;
    private readonly string _server = "";

    public ServiceStores(Store store)
    {
        _store = store;
        if (store == Store.Sqlite)
        {
            _folder = Directory.CreateTempSubdirectory("northwind-");
        }
        else
        {
            _server = ServerAddress.Of("RESILE_POSTGRES", "an Npgsql connection string");
        }
    }

    /// <summary>Gets where a service keeps its data: a file, or a connection string.</summary>
    /// <remarks>
    /// The search path is said in full: its default begins with a schema of the user's name, and a user called "resile" would find the
    /// sample's tables in one place before the outbox is there, and in another after.
    /// </remarks>
    public string Of(string service) => _store == Store.Sqlite
        ? Path.Combine(_folder!.FullName, service + ".db")
        : new NpgsqlConnectionStringBuilder(_server) { Database = DatabaseOf(service), SearchPath = "public", MaxPoolSize = 20 }.ConnectionString;

    /// <summary>Makes what has to be there before the services start.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        OnServerAsync(static database => $"create database {database}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        await OnServerAsync(static database => $"drop database if exists {database} with (force)", CancellationToken.None);
        _folder?.Delete(recursive: true);
    }

    private string DatabaseOf(string service) => $"northwind_{_run}_{service}";

    private async Task OnServerAsync(Func<string, string> statement, CancellationToken cancellationToken)
    {
        if (_store == Store.Sqlite)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync(cancellationToken);
        foreach (var service in Services)
        {
            await using var command = new NpgsqlCommand(statement(DatabaseOf(service)), connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
