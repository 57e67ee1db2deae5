using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Resile.Messaging.Sqlite;

/// <summary>Creates and upgrades the tables, one numbered step after the other.</summary>
/// <remarks>A step that was released never changes; what is new becomes a new step.</remarks>
internal static class SchemaVersions
{
    // AUTOINCREMENT: a sequence must never come again, not even after the newest row was deleted.
    private const string FirstStep = """
        CREATE TABLE resile_outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id BLOB NOT NULL,
            destination TEXT NOT NULL,
            message_type TEXT NOT NULL,
            content_type TEXT NOT NULL,
            body BLOB NOT NULL,
            headers BLOB,
            flags INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE TABLE resile_outbox_due (
            id INTEGER PRIMARY KEY,
            due_at INTEGER NOT NULL,
            message_id BLOB NOT NULL,
            destination TEXT NOT NULL,
            message_type TEXT NOT NULL,
            content_type TEXT NOT NULL,
            body BLOB NOT NULL,
            headers BLOB,
            flags INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE INDEX resile_outbox_due_by_time ON resile_outbox_due (due_at, id);
        CREATE INDEX resile_outbox_due_by_age ON resile_outbox_due (created_at);
        CREATE TABLE resile_inbox (
            consumer TEXT NOT NULL,
            message_id BLOB NOT NULL,
            handled_at INTEGER NOT NULL,
            PRIMARY KEY (consumer, message_id)) WITHOUT ROWID;
        CREATE INDEX resile_inbox_by_time ON resile_inbox (handled_at);
        CREATE TABLE resile_redelivery (
            consumer TEXT NOT NULL,
            message_id BLOB NOT NULL,
            message_type TEXT NOT NULL,
            content_type TEXT NOT NULL,
            body BLOB NOT NULL,
            headers BLOB,
            attempts INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            error TEXT,
            PRIMARY KEY (consumer, message_id));
        CREATE INDEX resile_redelivery_by_time ON resile_redelivery (due_at);
        CREATE TABLE resile_dead_letter (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            side INTEGER NOT NULL,
            consumer TEXT NOT NULL,
            destination TEXT NOT NULL,
            message_id BLOB NOT NULL,
            message_type TEXT NOT NULL,
            content_type TEXT NOT NULL,
            body BLOB NOT NULL,
            headers BLOB,
            flags INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            reason TEXT NOT NULL,
            error TEXT,
            created_at INTEGER NOT NULL,
            died_at INTEGER NOT NULL,
            UNIQUE (side, consumer, message_id));
        """;

    // Order by key, expiry, cancelling, and who dealt with which dead letter. A message keeps its place among those of its key.
    private const string SecondStep = """
        ALTER TABLE resile_outbox ADD COLUMN ordering_key TEXT;
        ALTER TABLE resile_outbox ADD COLUMN expires_at INTEGER;
        ALTER TABLE resile_outbox_due ADD COLUMN ordering_key TEXT;
        ALTER TABLE resile_outbox_due ADD COLUMN expires_at INTEGER;
        CREATE INDEX resile_outbox_by_key ON resile_outbox (ordering_key, seq) WHERE ordering_key IS NOT NULL;
        CREATE INDEX resile_outbox_due_by_message ON resile_outbox_due (message_id);
        ALTER TABLE resile_redelivery ADD COLUMN ordering_key TEXT;
        ALTER TABLE resile_redelivery ADD COLUMN place INTEGER;
        CREATE INDEX resile_redelivery_by_key ON resile_redelivery (consumer, ordering_key, place) WHERE ordering_key IS NOT NULL;
        ALTER TABLE resile_dead_letter ADD COLUMN ordering_key TEXT;
        ALTER TABLE resile_dead_letter ADD COLUMN place INTEGER;
        CREATE INDEX resile_dead_letter_by_key ON resile_dead_letter (consumer, ordering_key) WHERE ordering_key IS NOT NULL;
        CREATE TABLE resile_dead_letter_audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            action TEXT NOT NULL,
            actor TEXT NOT NULL,
            letter_id INTEGER NOT NULL,
            side INTEGER NOT NULL,
            consumer TEXT NOT NULL,
            message_id BLOB NOT NULL,
            message_type TEXT NOT NULL,
            reason TEXT NOT NULL);
        """;

    private static readonly string[] Steps = [FirstStep, SecondStep];

    /// <summary>Gets the newest version.</summary>
    public static int Newest => Steps.Length;

    /// <summary>Writes a script that brings a file up to date.</summary>
    /// <param name="from">The version that it has.</param>
    public static string Script(int from) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA journal_mode = WAL;
        BEGIN IMMEDIATE;
        {string.Join(Environment.NewLine, Steps.Skip(from))}
        CREATE TABLE IF NOT EXISTS resile_schema (version INTEGER NOT NULL);
        DELETE FROM resile_schema;
        INSERT INTO resile_schema (version) VALUES ({Newest});
        COMMIT;

        """);

    /// <summary>Brings the tables up to date. Of several processes that start at once, one does it and the others wait.</summary>
    /// <exception cref="DurableMessageException">The file was made by a newer version.</exception>
    public static async Task UpgradeAsync(SqliteMessageStore store, StoreConnection connection, CancellationToken cancellationToken)
    {
        // Readers do not wait for the writer in this mode. It is a property of the file, and set once.
        connection.Execute("PRAGMA journal_mode = WAL;");
        if (ReadVersion(connection) == Steps.Length)
        {
            return;
        }

        using var transaction = await SqliteMessageStore.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        connection.Execute("CREATE TABLE IF NOT EXISTS resile_schema (version INTEGER NOT NULL);");
        var version = ReadVersion(connection);
        if (version > Steps.Length)
        {
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The message store '{connection.DataSource}' has schema version {version}; this version of Resile knows {Steps.Length}. Run the newer version of Resile, or another file."));
        }

        for (; version < Steps.Length; version++)
        {
            connection.Execute(Steps[version]);
        }

        connection.Execute("DELETE FROM resile_schema;");
        using var insert = transaction.CreateCommand("INSERT INTO resile_schema (version) VALUES ($version)").With("$version", version);
        insert.ExecuteNonQuery();
        transaction.Commit();
    }

    private static long ReadVersion(SqliteConnection connection)
    {
        using var exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'resile_schema'";
        if (exists.ReadCount() == 0)
        {
            return 0;
        }

        using var version = connection.CreateCommand();
        version.CommandText = "SELECT coalesce(max(version), 0) FROM resile_schema";
        return version.ReadCount();
    }
}
