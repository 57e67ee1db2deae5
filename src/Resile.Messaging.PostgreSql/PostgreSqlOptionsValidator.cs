using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Resile.Messaging.PostgreSql;

/// <summary>Refuses options that cannot work, naming the key and the value (never a connection string's).</summary>
internal sealed partial class PostgreSqlOptionsValidator : IValidateOptions<PostgreSqlOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlOptions options)
    {
        var failures = new List<string>();
        if (options.DataSource is null && Refuse(options.ConnectionString) is { } reason)
        {
            failures.Add($"{PostgreSqlOptions.Section}:ConnectionString {reason}");
        }

        if (!IsSchemaName(options.Schema))
        {
            failures.Add($"{PostgreSqlOptions.Section}:Schema is '{options.Schema}'; it has to consist of lower-case letters, "
                + "digits and underscores, begin with no digit and be no longer than 50 characters.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Tells whether a name can stand in statements as it is.</summary>
    public static bool IsSchemaName(string? name) => SchemaName().IsMatch(name ?? string.Empty);

    private static string? Refuse(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return "is missing; set it to Host=...;Username=...;Password=...;Database=...";
        }

        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host)
                ? "names no Host."
                : null;
        }
        catch (ArgumentException)
        {
            // The exception's message may quote the string, and the string holds a password.
            return "cannot be read as an Npgsql connection string: a keyword is unknown or a value does not fit.";
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,49}$")]
    private static partial Regex SchemaName();
}
