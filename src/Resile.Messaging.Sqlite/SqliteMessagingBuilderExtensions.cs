using Microsoft.Extensions.DependencyInjection.Extensions;
using Resile.Messaging;
using Resile.Messaging.Sqlite;
using Resile.Messaging.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps durable messages in SQLite.</summary>
public static class SqliteMessagingBuilderExtensions
{
    /// <summary>Keeps durable messages in a SQLite file: the embedded store, for one process.</summary>
    /// <param name="messaging">The messaging section.</param>
    /// <param name="path">The path of the file, absolute or from the current directory. It is created at start-up; your own tables
    /// may live in it, so that one transaction covers them and the messages.</param>
    /// <returns>The messaging section.</returns>
    /// <exception cref="ArgumentException">The path is empty, or names a database in memory, which would forget its messages.</exception>
    /// <exception cref="DurableMessageException">Another store, or another file, was chosen before.</exception>
    /// <remarks>The file is put into WAL mode; every commit of a sender and of a handler is synced to disk.</remarks>
    public static MessagingBuilder UseSqlite(this MessagingBuilder messaging, string path)
    {
        ArgumentNullException.ThrowIfNull(messaging);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || path.Contains('='))
        {
            throw new ArgumentException(
                $"'{path}' is not the path of a file. Durable messages need a file; pass its path, not a connection string.", nameof(path));
        }

        var file = new SqliteStoreFile(Path.GetFullPath(path));
        if (messaging.Services.Any(static service => service.ServiceType == typeof(IMessageStore))
            && !messaging.Services.Any(service => file.Equals(service.ImplementationInstance)))
        {
            throw new DurableMessageException(
                $"Durable messages are already kept elsewhere; '{file.Path}' cannot be added. Call one of UseSqlite and UsePostgreSql, once.");
        }

        messaging.Services.TryAddSingleton(file);
        return messaging.UseStore(static provider => new SqliteMessageStore(
            provider.GetRequiredService<SqliteStoreFile>().Path, provider.GetRequiredService<TimeProvider>()));
    }
}
