using Microsoft.Data.Sqlite;

namespace Resile.Messaging.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("resile-messaging-").FullName;

    public string File(string name) => Path.Combine(Root, name);

    public void Dispose()
    {
        // Pooled connections hold the files open.
        SqliteConnection.ClearAllPools();
        Directory.Delete(Root, recursive: true);
    }
}
