using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging;
using Resile.Messaging.EntityFrameworkCore;
using Resile.Messaging.Sending;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Sends durable messages together with what a <see cref="DbContext"/> saves.</summary>
/// <example>
/// <code>
/// builder.Services.AddDbContext&lt;ShopContext&gt;((services, options) => options.UseNpgsql(...).UseDurableMessages(services));
/// ...
/// shop.Orders.Add(order);
/// await shop.Durable&lt;IOrderEvents&gt;().OrderPlacedAsync(new OrderPlaced(order.Id, order.Total));
/// await shop.SaveChangesAsync();
/// </code>
/// </example>
public static class DurableMessagesDbContextExtensions
{
    // Options are made for each scope; what they need is made once.
    private static readonly ConditionalWeakTable<OutboxWriter, DurableMessagesInterceptor> Interceptors = [];

    /// <summary>Lets contexts send durable messages in their transactions.</summary>
    /// <param name="options">The options of the context, whose database is that of the message store.</param>
    /// <param name="services">The services of the application, in which <c>AddResile</c> has set up messaging.</param>
    /// <returns>The options.</returns>
    /// <exception cref="InvalidOperationException">Messaging is not set up.</exception>
    public static DbContextOptionsBuilder UseDurableMessages(this DbContextOptionsBuilder options, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        var writer = services.GetService<OutboxWriter>() ?? throw new InvalidOperationException(
            "Durable messages are not set up. Call AddResile(resile => resile.Messaging.UseSqlite(...) or UsePostgreSql(...)) before the context is used.");
        return options.AddInterceptors(Interceptors.GetValue(
            writer, key => new DurableMessagesInterceptor(key, services.GetRequiredService<SenderDirectory>())));
    }

    /// <summary>Lets contexts send durable messages in their transactions.</summary>
    /// <param name="options">The options of the context, whose database is that of the message store.</param>
    /// <param name="services">The services of the application, in which <c>AddResile</c> has set up messaging.</param>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <returns>The options.</returns>
    /// <exception cref="InvalidOperationException">Messaging is not set up.</exception>
    public static DbContextOptionsBuilder<TContext> UseDurableMessages<TContext>(this DbContextOptionsBuilder<TContext> options, IServiceProvider services)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)UseDurableMessages((DbContextOptionsBuilder)options, services);

    /// <summary>Gets a sender of a contract whose messages are stored with the next <c>SaveChanges</c> of the context, in its transaction.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">What the sender says of its messages.</param>
    /// <remarks>What is not saved is not sent. A message is serialized at once, and may change afterwards. Not for use from several threads at once, as the context.</remarks>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    /// <exception cref="InvalidOperationException">The context's options lack <see cref="UseDurableMessages(DbContextOptionsBuilder, IServiceProvider)"/>.</exception>
    public static TContract Durable<TContract>(this DbContext context, SendOptions? options = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var interceptor = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors?
            .OfType<DurableMessagesInterceptor>().FirstOrDefault();
        return interceptor?.Create<TContract>(context, options) ?? throw new InvalidOperationException(
            $"'{context.GetType()}' cannot send durable messages. Add UseDurableMessages(services) to its options, "
            + "as in AddDbContext<T>((services, options) => options.UseNpgsql(...).UseDurableMessages(services)).");
    }

    /// <summary>Lets a context save in the transaction of the handler that uses it: with the memory that the message was handled, once.</summary>
    /// <param name="context">The context, which has not been used yet.</param>
    /// <param name="durable">The message that is being handled.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public static async Task EnlistAsync(this DbContext context, DurableContext durable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(durable);
        context.Database.SetDbConnection(durable.Connection, contextOwnsConnection: false);
        await context.Database.UseTransactionAsync(durable.Transaction, cancellationToken).ConfigureAwait(false);
    }
}
