using System.Globalization;

namespace Resile.Messaging.PostgreSql;

/// <summary>Writes statements for one schema.</summary>
internal static class Sql
{
    /// <summary>Lets the server end the session if the present transaction lies idle for as long as a parameter says.</summary>
    public static string LimitIdleness(string parameter) =>
        $"set_config('idle_in_transaction_session_timeout', {parameter}, true)";

    /// <summary>Writes a duration as a setting of the server, in milliseconds, at least one: zero would mean no limit.</summary>
    public static string Milliseconds(TimeSpan duration) =>
        Math.Clamp((long)duration.TotalMilliseconds, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts the schema's name for <c>$schema</c>. The name is validated when the host starts.</summary>
    public static string In(string schema, string statement) =>
        statement.Replace("$schema", $"\"{schema}\"", StringComparison.Ordinal);
}
