using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Sqlite;

namespace Resile.Testing.Messaging;

/// <summary>Reads what has become of messages from the store, which keeps a journal of it by triggers: what was rolled back is not in it, and what is committed outlives a crash.</summary>
internal sealed class StoreJournal(string path)
{
    // A message that is deferred, brought back or replayed is inserted again; it was sent once.
    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS harness_sent (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, message_id BLOB NOT NULL UNIQUE, message_type TEXT NOT NULL, content_type TEXT NOT NULL, body BLOB NOT NULL,
            headers BLOB, created_at INTEGER NOT NULL, due_at INTEGER, expires_at INTEGER, ordering_key TEXT);
        CREATE TRIGGER IF NOT EXISTS harness_sends AFTER INSERT ON resile_outbox BEGIN
            INSERT OR IGNORE INTO harness_sent (message_id, message_type, content_type, body, headers, created_at, expires_at, ordering_key)
            VALUES (NEW.message_id, NEW.message_type, NEW.content_type, NEW.body, NEW.headers, NEW.created_at, NEW.expires_at, NEW.ordering_key);
        END;
        CREATE TRIGGER IF NOT EXISTS harness_sends_later AFTER INSERT ON resile_outbox_due BEGIN
            INSERT OR IGNORE INTO harness_sent (message_id, message_type, content_type, body, headers, created_at, due_at, expires_at, ordering_key)
            VALUES (NEW.message_id, NEW.message_type, NEW.content_type, NEW.body, NEW.headers, NEW.created_at, NEW.due_at, NEW.expires_at, NEW.ordering_key);
        END;
        CREATE TABLE IF NOT EXISTS harness_handled (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, consumer TEXT NOT NULL, message_id BLOB NOT NULL, handled_at INTEGER NOT NULL);
        CREATE TRIGGER IF NOT EXISTS harness_handles AFTER INSERT ON resile_inbox BEGIN
            INSERT INTO harness_handled (consumer, message_id, handled_at) VALUES (NEW.consumer, NEW.message_id, NEW.handled_at);
        END;
        """;

    private const string Delayed = "resile_outbox_due d JOIN harness_sent s ON s.message_id = d.message_id AND s.due_at = d.due_at";

    // What waits behind a dead letter waits for a person; a redelivery behind another of its key waits for that.
    private static readonly string Waiting =
        $"""
        SELECT
            (SELECT count(*) FROM resile_outbox r WHERE ordering_key IS NULL OR NOT EXISTS (
                SELECT 1 FROM resile_dead_letter d
                WHERE d.consumer = '' AND d.ordering_key = r.ordering_key AND d.side = 0 AND {SqliteDeadLetterStore.Blocks})),
            (SELECT count(*) FROM resile_outbox_due WHERE due_at <= $now),
            (SELECT count(*) FROM resile_redelivery r WHERE due_at <= $now AND {SqliteRedeliveryStore.IsItsTurn})
        """;

    /// <summary>Lets the store keep the journal.</summary>
    public static void Install(string path)
    {
        using var connection = Open(path);
        connection.Execute(Schema);
    }

    /// <summary>Copies what is committed at this moment.</summary>
    public static void Copy(string path, string copy)
    {
        using var source = Open(path);
        using var target = Open(copy);
        source.BackupDatabase(target);
    }

    /// <summary>Opens a connection that is not kept.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Makes a command.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The texts are constants of this class, and the test's own.")]
    public static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>Counts what is to be done at a moment.</summary>
    public MessagesDue ReadDue(DateTimeOffset now)
    {
        using var connection = Open(path);
        using var command = Command(connection, Waiting);
        using var reader = command.With("$now", now).ExecuteReader();
        reader.Read();
        return new MessagesDue(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    /// <summary>Reads when the next message is due that was delayed, or failed; null where none is.</summary>
    public DateTimeOffset? ReadNextDue(DateTimeOffset now)
    {
        using var connection = Open(path);
        using var command = Command(
            connection,
            $"""
            SELECT min(due_at) FROM (
                SELECT d.due_at FROM {Delayed} WHERE d.due_at > $now
                UNION ALL SELECT due_at FROM resile_redelivery WHERE due_at > $now)
            """);
        return command.With("$now", now).ReadMoment();
    }

    /// <summary>Reads what was sent through the outbox, in its order.</summary>
    public IReadOnlyList<JournalMessage> ReadSent() =>
        Read("SELECT message_id, message_type, content_type, body, headers, created_at, due_at, expires_at, ordering_key FROM harness_sent ORDER BY seq");

    /// <summary>Reads what was sent with a delay and still waits, the first due first.</summary>
    public IReadOnlyList<JournalMessage> ReadScheduled() => Read(
        $"""
        SELECT s.message_id, s.message_type, s.content_type, s.body, s.headers, s.created_at, s.due_at, s.expires_at, s.ordering_key
        FROM {Delayed} ORDER BY d.due_at, d.id
        """);

    /// <summary>Reads what was handled, in the order of the commits.</summary>
    public IReadOnlyList<(string Consumer, Guid MessageId, DateTimeOffset HandledAt)> ReadHandled()
    {
        using var connection = Open(path);
        using var command = Command(connection, "SELECT consumer, message_id, handled_at FROM harness_handled ORDER BY seq");
        using var reader = command.ExecuteReader();
        var handled = new List<(string Consumer, Guid MessageId, DateTimeOffset HandledAt)>();
        while (reader.Read())
        {
            handled.Add((reader.GetString(0), reader.GetUuid(1), reader.GetMoment(2)));
        }

        return handled;
    }

    /// <summary>Reads the messages whose handlers have failed and will be called again, the first due first.</summary>
    public IReadOnlyList<JournalRedelivery> ReadRedeliveries()
    {
        using var connection = Open(path);
        using var command = Command(connection, "SELECT consumer, message_id, message_type, attempts, due_at, error FROM resile_redelivery ORDER BY due_at");
        using var reader = command.ExecuteReader();
        var waiting = new List<JournalRedelivery>();
        while (reader.Read())
        {
            waiting.Add(new JournalRedelivery(
                reader.GetString(0), reader.GetUuid(1), reader.GetString(2), reader.GetInt32(3), reader.GetMoment(4), reader.GetText(5)));
        }

        return waiting;
    }

    /// <summary>Reads the dead letters, in the order in which they died.</summary>
    public IReadOnlyList<JournalLetter> ReadDeadLetters()
    {
        using var connection = Open(path);
        using var command = Command(
            connection,
            "SELECT id, consumer, message_id, message_type, content_type, body, headers, reason, error, attempts, died_at FROM resile_dead_letter ORDER BY id");
        using var reader = command.ExecuteReader();
        var letters = new List<JournalLetter>();
        while (reader.Read())
        {
            letters.Add(new JournalLetter(
                reader.GetInt64(0), reader.GetString(1), reader.GetUuid(2), reader.GetString(3), reader.GetString(4), reader.GetMemory(5),
                HeaderCodec.Decode(reader.GetMemory(6)), reader.GetString(7), reader.GetText(8), reader.GetInt32(9), reader.GetMoment(10)));
        }

        return letters;
    }

    private List<JournalMessage> Read(string sql)
    {
        using var connection = Open(path);
        using var command = Command(connection, sql);
        using var reader = command.ExecuteReader();
        var messages = new List<JournalMessage>();
        while (reader.Read())
        {
            messages.Add(new JournalMessage(
                reader.GetUuid(0), reader.GetString(1), reader.GetString(2), reader.GetMemory(3), HeaderCodec.Decode(reader.GetMemory(4)),
                reader.GetMoment(5), reader.GetMomentOrNull(6), reader.GetMomentOrNull(7), reader.GetText(8)));
        }

        return messages;
    }
}
