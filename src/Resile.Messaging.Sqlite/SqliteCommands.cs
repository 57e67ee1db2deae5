using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Resile.Messaging.Sqlite;

/// <summary>Shortens what every command of the store does. All texts are constants; values go into parameters.</summary>
[SuppressMessage("Security", "CA2100", Justification = "All texts are constants of this assembly.")]
internal static class SqliteCommands
{
    /// <summary>Writes texts as a JSON array, for <c>json_each</c>.</summary>
    public static string ToJson(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(static text => $"\"{JsonEncodedText.Encode(text)}\""))}]";

    /// <summary>Makes a command in a transaction of the store's provider.</summary>
    public static SqliteCommand CreateCommand(this DbTransaction transaction, string sql)
    {
        var own = (SqliteTransaction)transaction;
        var connection = own.Connection ?? throw new DurableMessageException(
            "The transaction has ended: it was committed, rolled back or disposed before the message was written.");
        return connection is StoreConnection store ? store.CreateCommand(sql) : new SqliteCommand(sql, connection, own);
    }

    /// <summary>Runs a text without parameters.</summary>
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Adds a parameter; <see langword="null"/> becomes NULL.</summary>
    public static SqliteCommand With(this SqliteCommand command, string name, object? value)
    {
        command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Adds a UUID, as 16 bytes in the order of its text.</summary>
    public static SqliteCommand With(this SqliteCommand command, string name, Guid value) =>
        command.With(name, value.ToByteArray(bigEndian: true));

    /// <summary>Adds a moment, in milliseconds since 1970.</summary>
    public static SqliteCommand With(this SqliteCommand command, string name, DateTimeOffset value) =>
        command.With(name, value.ToUnixTimeMilliseconds());

    /// <summary>Adds a moment that may be missing.</summary>
    public static SqliteCommand With(this SqliteCommand command, string name, DateTimeOffset? value) =>
        command.With(name, (object?)value?.ToUnixTimeMilliseconds());

    /// <summary>Adds bytes; none become NULL.</summary>
    public static SqliteCommand With(this SqliteCommand command, string name, ReadOnlyMemory<byte> value) =>
        command.With(name, value.IsEmpty ? null : (object)value.ToArray());

    /// <summary>Reads a UUID.</summary>
    public static Guid GetUuid(this SqliteDataReader reader, int ordinal) =>
        new(reader.GetFieldValue<byte[]>(ordinal), bigEndian: true);

    /// <summary>Reads a moment.</summary>
    public static DateTimeOffset GetMoment(this SqliteDataReader reader, int ordinal) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(ordinal));

    /// <summary>Reads a moment that may be NULL.</summary>
    public static DateTimeOffset? GetMomentOrNull(this SqliteDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetMoment(ordinal);

    /// <summary>Reads bytes; NULL becomes none.</summary>
    public static ReadOnlyMemory<byte> GetMemory(this SqliteDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<byte[]>(ordinal);

    /// <summary>Reads text that may be NULL.</summary>
    public static string? GetText(this SqliteDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>Reads the first value of the first row as a moment; NULL and no row are none.</summary>
    public static DateTimeOffset? ReadMoment(this SqliteCommand command) =>
        command.ExecuteScalar() is long milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    /// <summary>Reads the first value of the first row as a number.</summary>
    public static long ReadCount(this SqliteCommand command) => (long)command.ExecuteScalar()!;
}
