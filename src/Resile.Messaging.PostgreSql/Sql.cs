namespace Resile.Messaging.PostgreSql;

/// <summary>Writes statements for one schema.</summary>
internal static class Sql
{
    /// <summary>Puts the schema's name for <c>$schema</c>. The name is validated when the host starts.</summary>
    public static string In(string schema, string statement) =>
        statement.Replace("$schema", $"\"{schema}\"", StringComparison.Ordinal);
}
