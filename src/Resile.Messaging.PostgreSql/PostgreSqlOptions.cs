using Npgsql;

namespace Resile.Messaging.PostgreSql;

/// <summary>Where durable messages are kept. Configuration section: <c>Resile:Messaging:PostgreSql</c>.</summary>
public sealed class PostgreSqlOptions
{
    /// <summary>The configuration section that these options are read from.</summary>
    public const string Section = "Resile:Messaging:PostgreSql";

    /// <summary>Gets or sets the Npgsql connection string of the database that holds the business tables, too.</summary>
    /// <value>Required, unless <see cref="DataSource"/> is set.</value>
    /// <remarks>
    /// A connection pooler in between has to pool sessions, not transactions: each node is recognised as alive by a session lock.
    /// </remarks>
    public string? ConnectionString { get; set; }

    /// <summary>Gets or sets the data source to take connections from, instead of one made from <see cref="ConnectionString"/>.</summary>
    /// <value>Default: <see langword="null"/>. Whoever made it disposes it.</value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>Gets or sets the schema that holds the tables. It is created if it does not exist.</summary>
    /// <value>Default: <c>resile</c>. Lower-case letters, digits and underscores, at most 50 characters.</value>
    /// <remarks>Services that share a database but not their messages need a schema each.</remarks>
    public string Schema { get; set; } = "resile";

    /// <summary>Gets or sets whether the tables are made and upgraded when the host starts.</summary>
    /// <value>Default: <see langword="true"/>. If not, the start fails where they are missing or old; <see cref="PostgreSqlSchema"/> writes them as SQL.</value>
    public bool ManagesSchema { get; set; } = true;
}
