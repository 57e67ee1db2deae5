using System.Data;
using System.Globalization;
using Npgsql;

namespace Resile.Messaging.PostgreSql;

/// <summary>Creates the tables and brings older ones up to date.</summary>
/// <remarks>
/// Versions are applied in order inside one transaction, under an advisory lock, so that any number of nodes may start at once.
/// A version that was released is never edited: a change is a further version.
/// </remarks>
internal static class Schema
{
    /// <summary>How many shares the outbox is cut into. Stored rows carry their lane: the number cannot change.</summary>
    public const int Lanes = 64;

    private static readonly string[] Versions =
    [
        // 1. In outbox, rows are only inserted and deleted, quickly: vacuum has to follow by count, not by share of the table.
        """
        CREATE TABLE $schema.outbox (
          lane smallint NOT NULL,
          sequence bigint GENERATED ALWAYS AS IDENTITY,
          message_id uuid NOT NULL,
          destination text NOT NULL,
          message_type text NOT NULL,
          content_type text NOT NULL,
          body bytea NOT NULL,
          headers bytea NOT NULL,
          flags integer NOT NULL,
          attempts integer NOT NULL DEFAULT 0,
          created_at timestamptz NOT NULL,
          PRIMARY KEY (lane, sequence)
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
                autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
                autovacuum_vacuum_cost_delay = 0);

        CREATE TABLE $schema.outbox_due (
          due_at timestamptz NOT NULL,
          id bigint GENERATED ALWAYS AS IDENTITY,
          lane smallint NOT NULL,
          message_id uuid NOT NULL,
          destination text NOT NULL,
          message_type text NOT NULL,
          content_type text NOT NULL,
          body bytea NOT NULL,
          headers bytea NOT NULL,
          flags integer NOT NULL,
          attempts integer NOT NULL,
          created_at timestamptz NOT NULL,
          PRIMARY KEY (due_at, id)
        );

        CREATE TABLE $schema.node (
          id uuid PRIMARY KEY,
          session bigint NOT NULL,
          lease_until timestamptz NOT NULL
        );

        CREATE TABLE $schema.lane (
          lane smallint PRIMARY KEY,
          owner uuid,
          epoch bigint NOT NULL DEFAULT 0
        );
        INSERT INTO $schema.lane (lane) SELECT generate_series(0, 63);

        CREATE TABLE $schema.inbox (
          consumer text NOT NULL,
          message_id uuid NOT NULL,
          handled_at timestamptz NOT NULL,
          PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX inbox_handled_at ON $schema.inbox (handled_at);

        CREATE TABLE $schema.redelivery (
          consumer text NOT NULL,
          message_id uuid NOT NULL,
          message_type text NOT NULL,
          content_type text NOT NULL,
          body bytea NOT NULL,
          headers bytea NOT NULL,
          attempts integer NOT NULL,
          due_at timestamptz NOT NULL,
          received_at timestamptz NOT NULL,
          error text,
          PRIMARY KEY (consumer, message_id)
        );
        CREATE INDEX redelivery_due_at ON $schema.redelivery (due_at);

        CREATE TABLE $schema.dead_letter (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          side smallint NOT NULL,
          consumer text NOT NULL,
          destination text NOT NULL,
          message_id uuid NOT NULL,
          message_type text NOT NULL,
          content_type text NOT NULL,
          body bytea NOT NULL,
          headers bytea NOT NULL,
          flags integer NOT NULL,
          attempts integer NOT NULL,
          reason text NOT NULL,
          error text,
          created_at timestamptz NOT NULL,
          died_at timestamptz NOT NULL,
          UNIQUE (side, consumer, message_id)
        );
        """,

        // 2. Order by key, expiry, cancelling, and who dealt with which dead letter. A message keeps its place among those of its key.
        """
        ALTER TABLE $schema.outbox ADD COLUMN ordering_key text, ADD COLUMN expires_at timestamptz;
        ALTER TABLE $schema.outbox_due ADD COLUMN ordering_key text, ADD COLUMN expires_at timestamptz;
        CREATE INDEX outbox_due_message_id ON $schema.outbox_due (message_id);
        ALTER TABLE $schema.redelivery ADD COLUMN ordering_key text, ADD COLUMN place bigint GENERATED ALWAYS AS IDENTITY;
        CREATE INDEX redelivery_ordering_key ON $schema.redelivery (consumer, ordering_key, place) WHERE ordering_key IS NOT NULL;
        ALTER TABLE $schema.dead_letter ADD COLUMN ordering_key text, ADD COLUMN place bigint;
        CREATE INDEX dead_letter_ordering_key ON $schema.dead_letter (consumer, ordering_key) WHERE ordering_key IS NOT NULL;
        CREATE TABLE $schema.dead_letter_audit (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          at timestamptz NOT NULL,
          action text NOT NULL,
          actor text NOT NULL,
          letter_id bigint NOT NULL,
          side smallint NOT NULL,
          consumer text NOT NULL,
          message_id uuid NOT NULL,
          message_type text NOT NULL,
          reason text NOT NULL
        );
        """,
    ];

    /// <summary>Creates or upgrades the tables, and returns the mark that tells this store from every other.</summary>
    /// <exception cref="DurableMessageException">The tables were made by a newer version.</exception>
    public static async Task<Guid> InitializeAsync(NpgsqlDataSource dataSource, string schema, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var connectionDisposal = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var transactionDisposal = transaction.ConfigureAwait(false);

        await ExecuteAsync("SELECT pg_advisory_xact_lock(hashtext('resile.messaging'), hashtext($1))", schema).ConfigureAwait(false);

        // CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
        if (await ScalarAsync("SELECT to_regnamespace($1)::text", schema).ConfigureAwait(false) is not string)
        {
            await ExecuteAsync(Sql.In(schema, "CREATE SCHEMA $schema")).ConfigureAwait(false);
        }

        if (await ScalarAsync("SELECT to_regclass($1)::text", $"\"{schema}\".store").ConfigureAwait(false) is not string)
        {
            await ExecuteAsync(Sql.In(schema, """
                CREATE TABLE $schema.store (version integer NOT NULL, mark uuid NOT NULL);
                INSERT INTO $schema.store VALUES (0, gen_random_uuid());
                """)).ConfigureAwait(false);
        }

        var version = (int)(await ScalarAsync(Sql.In(schema, "SELECT version FROM $schema.store")).ConfigureAwait(false))!;
        if (version > Versions.Length)
        {
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The schema '{schema}' of the database '{connection.Database}' has version {version}; this build of "
                + $"Resile.Messaging.PostgreSql knows {Versions.Length}. Deploy the newer build everywhere, or use another schema."));
        }

        for (; version < Versions.Length; version++)
        {
            await ExecuteAsync(Sql.In(schema, Versions[version])).ConfigureAwait(false);
            await ExecuteAsync(Sql.In(schema, "UPDATE $schema.store SET version = version + 1")).ConfigureAwait(false);
        }

        var mark = (Guid)(await ScalarAsync(Sql.In(schema, "SELECT mark FROM $schema.store")).ConfigureAwait(false))!;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return mark;

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
}
