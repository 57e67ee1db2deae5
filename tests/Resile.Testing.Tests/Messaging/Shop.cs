using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging;
using Resile.Testing.Messaging;
using Resile.Testing.Tests.Messaging.Subjects;

namespace Resile.Testing.Tests.Messaging;

/// <summary>Starts harnesses with what a program registers.</summary>
internal static class Shop
{
    public static async Task<MessagingHarness> StartAsync(Conduct? conduct = null, MessagingHarnessOptions? options = null, Action<MessagingBuilder>? configure = null)
    {
        conduct ??= new Conduct();
        var harness = await MessagingHarness.StartAsync(
            services =>
            {
                services.AddSingleton(conduct);
                var messaging = new MessagingBuilder(services).UseSqlite("never.db").UseRabbitMq("amqp://nowhere.invalid")
                    .AddOrdersSender().AddBillsSender().AddQuotesSender().AddOrdersHandler<Billing>().AddQuotesHandler<Pricing>();
                configure?.Invoke(messaging);
            },
            options,
            TestContext.Current.CancellationToken);
        await harness.ExecuteAsync("create table ledger (what text not null, number integer not null)");
        return harness;
    }

    public static Task<long> CountAsync(this MessagingHarness harness) => harness.CountAsync("select count(*) from ledger");
}
