using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Resile.Messaging.PostgreSql;

/// <summary>Lets the configuration, where there is one, win over what the code has set.</summary>
internal sealed class PostgreSqlOptionsBinding(IConfiguration? configuration) : IPostConfigureOptions<PostgreSqlOptions>
{
    public void PostConfigure(string? name, PostgreSqlOptions options)
    {
        var section = configuration?.GetSection(PostgreSqlOptions.Section);
        options.ConnectionString = section?[nameof(options.ConnectionString)] ?? options.ConnectionString;
        options.Schema = section?[nameof(options.Schema)] ?? options.Schema;
        if (section?[nameof(options.ManagesSchema)] is { } managesSchema)
        {
            options.ManagesSchema = bool.TryParse(managesSchema, out var isManaged)
                ? isManaged
                : throw new DurableMessageException($"{PostgreSqlOptions.Section}:{nameof(options.ManagesSchema)} is '{managesSchema}'; it has to be true or false.");
        }
    }
}
