namespace Resile.Messaging.Sqlite;

/// <summary>The file that was chosen.</summary>
/// <param name="Path">Its full path.</param>
internal sealed record SqliteStoreFile(string Path);
