namespace Resile.Messaging.Sqlite;

/// <summary>The tables of durable messages as SQL, for those who run their migrations themselves.</summary>
/// <remarks>A program that starts on a file which has them changes nothing; one that is older or newer than they are is upgraded, or refused, as ever.</remarks>
public static class SqliteSchema
{
    /// <summary>Gets the version that this build needs.</summary>
    public static int Version => SchemaVersions.Newest;

    /// <summary>Writes a script, in one transaction, that makes or upgrades the tables.</summary>
    /// <param name="fromVersion">The version that is there already: what <c>SELECT version FROM resile_schema</c> says; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such version.</exception>
    public static string Script(int fromVersion = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromVersion, Version);
        return SchemaVersions.Script(fromVersion);
    }
}
