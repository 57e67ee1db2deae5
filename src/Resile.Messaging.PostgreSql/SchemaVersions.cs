using System.Globalization;
using System.Text;

namespace Resile.Messaging.PostgreSql;

/// <summary>The tables, version after version.</summary>
/// <remarks>A version that was released is never edited: a change is a further version.</remarks>
internal static class SchemaVersions
{
    /// <summary>What is there before the first version: it tells which one there is, and this store from every other.</summary>
    public const string Beginning = """
        CREATE TABLE $schema.store (version integer NOT NULL, mark uuid NOT NULL);
        INSERT INTO $schema.store VALUES (0, gen_random_uuid());
        """;

    /// <summary>Makes the next version known.</summary>
    public const string Next = "UPDATE $schema.store SET version = version + 1";

    /// <summary>Gets the statements that lead to each version from the one before.</summary>
    public static IReadOnlyList<string> All { get; } =
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

        // 3. What was handled is remembered by the day on which it was sent, and forgotten a day at a time. What has no day, and what was
        // remembered so far, is in a table of its own. Days are made as they come: see InboxDays.
        """
        ALTER TABLE $schema.inbox RENAME TO inbox_undated;
        ALTER TABLE $schema.inbox_undated RENAME CONSTRAINT inbox_pkey TO inbox_undated_pkey;
        ALTER INDEX $schema.inbox_handled_at RENAME TO inbox_undated_handled_at;
        CREATE TABLE $schema.inbox (
          consumer text NOT NULL,
          message_id uuid NOT NULL,
          sent_day date NOT NULL,
          handled_at timestamptz NOT NULL,
          PRIMARY KEY (consumer, message_id, sent_day)
        ) PARTITION BY RANGE (sent_day);
        """,
    ];

    /// <summary>Writes all of it as a script.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="from">The version that there is already; 0 for none.</param>
    public static string Script(string schema, int from)
    {
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"-- Durable messages of Resile: from version {from} to {All.Count}.\nBEGIN;\n");
        if (from == 0)
        {
            script.Append("CREATE SCHEMA IF NOT EXISTS $schema;\n").Append(Beginning).Append('\n');
        }

        foreach (var version in All.Skip(from))
        {
            script.Append(version).Append('\n').Append(Next).Append(";\n");
        }

        return Sql.In(schema, script.Append("COMMIT;\n").ToString());
    }
}
