using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using Resile.Messaging;
using Resile.Messaging.PostgreSql;
using Resile.Messaging.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets durable messages be kept in PostgreSQL, beside the application's own tables.</summary>
public static class PostgreSqlMessagingExtensions
{
    /// <summary>Keeps outbox and inbox in a PostgreSQL database, which several nodes of the service may share.</summary>
    /// <param name="builder">The messaging section of <c>AddResile</c>.</param>
    /// <param name="connectionString">
    /// An Npgsql connection string. The database has to be the one that holds the tables of the business transactions.
    /// </param>
    /// <param name="configure">Changes what else can be set.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The configuration section <c>Resile:Messaging:PostgreSql</c> wins over what is said here.</remarks>
    /// <exception cref="DurableMessageException">Another store was chosen before.</exception>
    public static MessagingBuilder UsePostgreSql(
        this MessagingBuilder builder, string connectionString, Action<PostgreSqlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return builder.UsePostgreSql(options =>
        {
            options.ConnectionString = connectionString;
            configure?.Invoke(options);
        });
    }

    /// <summary>Keeps outbox and inbox in the database of a data source that the application has made.</summary>
    /// <param name="builder">The messaging section of <c>AddResile</c>.</param>
    /// <param name="dataSource">Stays the application's: it is not disposed here.</param>
    /// <param name="configure">Changes what else can be set.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="DurableMessageException">Another store was chosen before.</exception>
    public static MessagingBuilder UsePostgreSql(
        this MessagingBuilder builder, NpgsqlDataSource dataSource, Action<PostgreSqlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UsePostgreSql(options =>
        {
            options.DataSource = dataSource;
            configure?.Invoke(options);
        });
    }

    /// <summary>Keeps outbox and inbox in the database that <c>Resile:Messaging:PostgreSql:ConnectionString</c> names.</summary>
    /// <param name="builder">The messaging section of <c>AddResile</c>.</param>
    /// <param name="configure">Sets what the configuration does not.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="DurableMessageException">Another store was chosen before.</exception>
    public static MessagingBuilder UsePostgreSql(this MessagingBuilder builder, Action<PostgreSqlOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var chosen = builder.Services.FirstOrDefault(service => service.ServiceType == typeof(IMessageStore));
        if (chosen is not null && chosen.ImplementationType != typeof(PostgreSqlStore))
        {
            throw new DurableMessageException(
                $"Durable messages are already kept in {chosen.ImplementationType?.Name ?? "another store"}; "
                + "call one of UseSqlite and UsePostgreSql, not both.");
        }

        var options = builder.Services.AddOptions<PostgreSqlOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<PostgreSqlOptions>, PostgreSqlOptionsBinding>(
                provider => new PostgreSqlOptionsBinding(provider.GetService<IConfiguration>())));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlOptions>, PostgreSqlOptionsValidator>());
        builder.Services.TryAddSingleton<IMessageStore, PostgreSqlStore>();
        return builder;
    }
}
