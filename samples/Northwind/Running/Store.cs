namespace Northwind.Running;

/// <summary>What keeps the services' data.</summary>
internal enum Store
{
    /// <summary>SQLite files in a temporary folder.</summary>
    Sqlite,

    /// <summary>A database for each service on a PostgreSQL server.</summary>
    Postgres,
}
