using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Messaging;

namespace Resile.Integration.TestChild;

/// <summary>One of several processes that send bookings or handle them, on PostgreSQL and RabbitMQ.</summary>
internal static class OrderedNode
{
    /// <summary>Handles bookings until its input ends, then stops in peace.</summary>
    public static async Task HandleAsync(string database, string broker, string service)
    {
        using var host = Build(database, broker, service, static messaging => messaging.AddBookingsHandler<BookingBook>(static options =>
        {
            options.ImmediateRetries = 0;
            options.RedeliveryDelays = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 60)];
        }));
        await host.StartAsync();
        Console.WriteLine("runs");
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
        Console.WriteLine("stopped");
    }

    /// <summary>Sends bookings of several accounts at once and waits until they are published.</summary>
    public static async Task SendAsync(string database, string broker, int accounts, int each)
    {
        using var host = Build(database, broker, "bookings-sender", static messaging => messaging.AddBookingsSender());
        await host.StartAsync();
        var outbox = host.Services.GetRequiredService<IOutbox>();
        await Parallel.ForAsync(0, accounts, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (account, cancellationToken) =>
        {
            for (var number = 1; number <= each; number++)
            {
                await using var transaction = await outbox.BeginAsync(cancellationToken);
                await using var insert = transaction.CreateCommand($"insert into operations (account, number) values ('account{account}', {number})");
                await insert.ExecuteNonQueryAsync(cancellationToken);
                await transaction.For<IBookings>().BookedAsync($"account{account}", number, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
        });

        Console.WriteLine("sent");
        while ((await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync()).OutboxDepth > 0)
        {
            await Task.Delay(50);
        }

        await host.StopAsync();
        Console.WriteLine("published");
    }

    private static IHost Build(string database, string broker, string service, Action<MessagingBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddResile(resile => add(
            resile.Messaging.Configure(options => options.ServiceName = service).UsePostgreSql(database).UseRabbitMq(new Uri(broker))));
        return builder.Build();
    }
}
