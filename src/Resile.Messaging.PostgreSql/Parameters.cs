using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace Resile.Messaging.PostgreSql;

/// <summary>Adds positional parameters in the types of our columns, without boxing.</summary>
internal static class Parameters
{
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds a text, which may come from anybody, without what PostgreSQL cannot keep.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, string value) => command.With<string>(Clean(value));

    /// <summary>Adds a moment; PostgreSQL keeps microseconds, in UTC.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, DateTimeOffset value) =>
        command.With(value.UtcDateTime);

    public static NpgsqlCommand With(this NpgsqlCommand command, ReadOnlyMemory<byte> value) =>
        command.With(Bytes(value));

    /// <summary>Adds a number that may be missing.</summary>
    public static NpgsqlCommand With(this NpgsqlCommand command, long? value)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value is { } known ? known : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return command;
    }

    public static NpgsqlCommand WithText(this NpgsqlCommand command, string? value)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value is null ? DBNull.Value : Clean(value), NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    /// <summary>Replaces U+0000 and halves of surrogate pairs, neither of which a PostgreSQL text can hold.</summary>
    public static string Clean(string text)
    {
        var clean = true;
        for (var index = 0; index < text.Length && clean; index++)
        {
            clean = text[index] != '\0' && !char.IsSurrogate(text[index]);
        }

        return clean
            ? text
            : string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));
    }

    /// <summary>Gets the bytes as an array, copied only where the memory is a part of one.</summary>
    public static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();

    /// <summary>Reads a moment that <see cref="With(NpgsqlCommand, DateTimeOffset)"/> wrote.</summary>
    public static DateTimeOffset GetMoment(this NpgsqlDataReader reader, int ordinal) =>
        new(reader.GetDateTime(ordinal), TimeSpan.Zero);

    /// <summary>Gets the values of one column.</summary>
    public static TResult[] Select<T, TResult>(IReadOnlyList<T> rows, Func<T, TResult> select)
    {
        var results = new TResult[rows.Count];
        for (var index = 0; index < results.Length; index++)
        {
            results[index] = select(rows[index]);
        }

        return results;
    }
}
