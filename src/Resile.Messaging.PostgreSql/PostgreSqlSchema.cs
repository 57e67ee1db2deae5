namespace Resile.Messaging.PostgreSql;

/// <summary>The tables of durable messages as SQL, for those who run their migrations themselves.</summary>
/// <remarks>Set <see cref="PostgreSqlOptions.ManagesSchema"/> to false: the program then verifies the version at its start, and needs no right to make tables.</remarks>
public static class PostgreSqlSchema
{
    /// <summary>Gets the version that this build needs.</summary>
    public static int Version => SchemaVersions.All.Count;

    /// <summary>Writes a script, in one transaction, that makes or upgrades the tables.</summary>
    /// <param name="schema">The schema, which is made if it is not there.</param>
    /// <param name="fromVersion">The version that is there already: what <c>SELECT version FROM resile.store</c> says; 0 for none.</param>
    /// <exception cref="ArgumentException">The name is none that <see cref="PostgreSqlOptions.Schema"/> may have.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such version.</exception>
    public static string Script(string schema = "resile", int fromVersion = 0)
    {
        if (!PostgreSqlOptionsValidator.IsSchemaName(schema))
        {
            throw new ArgumentException($"'{schema}' has to consist of lower-case letters, digits and underscores, begin with no digit and be no longer than 50 characters.", nameof(schema));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(fromVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromVersion, Version);
        return SchemaVersions.Script(schema, fromVersion);
    }
}
