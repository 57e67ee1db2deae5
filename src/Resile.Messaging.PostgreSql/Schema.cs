using System.Data;
using System.Globalization;
using Npgsql;

namespace Resile.Messaging.PostgreSql;

/// <summary>Creates the tables and brings older ones up to date.</summary>
/// <remarks>
/// Versions are applied in order inside one transaction, under an advisory lock, so that any number of nodes may start at once.
/// </remarks>
internal static class Schema
{
    /// <summary>How many shares the outbox is cut into. Stored rows carry their lane: the number cannot change.</summary>
    public const int Lanes = 64;

    /// <summary>Creates or upgrades the tables, and returns the mark that tells this store from every other.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="isManaged">Whether the tables are ours to make; if not, they have to be there in this version.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <exception cref="DurableMessageException">The tables were made by a newer version, or are missing and not ours to make.</exception>
    public static async Task<Guid> InitializeAsync(
        NpgsqlDataSource dataSource, string schema, bool isManaged, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var connectionDisposal = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var transactionDisposal = transaction.ConfigureAwait(false);
        if (isManaged)
        {
            await ExecuteAsync("SELECT pg_advisory_xact_lock(hashtext('resile.messaging'), hashtext($1))", schema).ConfigureAwait(false);
            await BeginAsync().ConfigureAwait(false);
        }

        var version = await HasTableAsync().ConfigureAwait(false)
            ? (int)(await ScalarAsync(Sql.In(schema, "SELECT version FROM $schema.store")).ConfigureAwait(false))!
            : 0;
        Verify(schema, connection.Database, version, isManaged);
        for (; version < SchemaVersions.All.Count; version++)
        {
            await ExecuteAsync(Sql.In(schema, SchemaVersions.All[version])).ConfigureAwait(false);
            await ExecuteAsync(Sql.In(schema, SchemaVersions.Next)).ConfigureAwait(false);
        }

        var mark = (Guid)(await ScalarAsync(Sql.In(schema, "SELECT mark FROM $schema.store")).ConfigureAwait(false))!;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return mark;

        async Task BeginAsync()
        {
            // CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
            if (await ScalarAsync("SELECT to_regnamespace($1)::text", schema).ConfigureAwait(false) is not string)
            {
                await ExecuteAsync(Sql.In(schema, "CREATE SCHEMA $schema")).ConfigureAwait(false);
            }

            if (!await HasTableAsync().ConfigureAwait(false))
            {
                await ExecuteAsync(Sql.In(schema, SchemaVersions.Beginning)).ConfigureAwait(false);
            }
        }

        async Task<bool> HasTableAsync() =>
            await ScalarAsync("SELECT to_regclass($1)::text", $"\"{schema}\".store").ConfigureAwait(false) is string;

        NpgsqlCommand Command(string sql, string? parameter)
        {
            var command = new NpgsqlCommand(sql, connection, transaction);
            if (parameter is not null)
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
            }

            return command;
        }

        async Task ExecuteAsync(string sql, string? parameter = null)
        {
            using var command = Command(sql, parameter);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        async Task<object?> ScalarAsync(string sql, string? parameter = null)
        {
            using var command = Command(sql, parameter);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Verify(string schema, string database, int version, bool isManaged)
    {
        var known = SchemaVersions.All.Count;
        if (version > known)
        {
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The schema '{schema}' of the database '{database}' has version {version}; this build of "
                + $"Resile.Messaging.PostgreSql knows {known}. Deploy the newer build everywhere, or use another schema."));
        }

        if (version < known && !isManaged)
        {
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The schema '{schema}' of the database '{database}' has version {version}; this build of "
                + $"Resile.Messaging.PostgreSql needs {known}, and is not to make it ('{PostgreSqlOptions.Section}:{nameof(PostgreSqlOptions.ManagesSchema)}' is false). "
                + $"Run what PostgreSqlSchema.Script(\"{schema}\", {version}) writes."));
        }
    }
}
