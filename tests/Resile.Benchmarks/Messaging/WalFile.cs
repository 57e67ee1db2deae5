using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Resile.Benchmarks.Messaging;

/// <summary>Counts the commits to a SQLite database from outside: in its write-ahead log.</summary>
/// <remarks>Source of the format: "WAL-mode File Format" of SQLite's documentation. The last frame of a commit carries the size of the database.</remarks>
internal static class WalFile
{
    private const int FileHeader = 32;
    private const int FrameHeader = 24;

    /// <summary>Empties the log and keeps it from being emptied again, until the connection is disposed.</summary>
    public static SqliteConnection Hold(string database)
    {
        var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        while (command.ExecuteScalar() is not 0L)
        {
            // Somebody reads.
            Thread.Sleep(1);
        }

        command.CommandText = "BEGIN; SELECT count(*) FROM sqlite_master;";
        command.ExecuteScalar();
        return connection;
    }

    /// <summary>Counts the commits in the log.</summary>
    public static int CountCommits(string database)
    {
        using var log = new FileStream(database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[FileHeader];
        if (log.Length == 0)
        {
            return 0;
        }

        log.ReadExactly(header);
        var pageSize = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
        var frame = new byte[FrameHeader];
        var commits = 0;
        while (log.Position + FrameHeader + pageSize <= log.Length)
        {
            log.ReadExactly(frame);
            var isOfThisLog = frame.AsSpan(8, 8).SequenceEqual(header.AsSpan(16, 8));
            commits += isOfThisLog && BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) != 0 ? 1 : 0;
            log.Position += pageSize;
        }

        return commits;
    }
}
