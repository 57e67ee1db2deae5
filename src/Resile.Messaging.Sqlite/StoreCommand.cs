using Microsoft.Data.Sqlite;

namespace Resile.Messaging.Sqlite;

/// <summary>A command that its connection keeps when it is disposed, since compiling one takes as long as running it.</summary>
internal sealed class StoreCommand(StoreConnection connection) : SqliteCommand
{
    /// <summary>Gets whether somebody still reads what it returns.</summary>
    public bool IsReading => DataReader is not null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || !connection.TryKeep(this))
        {
            base.Dispose(disposing);
        }
    }
}
