using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Messaging;
using Resile.Messaging.Diagnostics;

namespace Resile.Integration.TestChild;

/// <summary>
/// A process that is killed at any moment: it stores operations with a message each, and their handler stores an effect for each message. It ends when every operation has had its
/// effect, and everything that was sent has been dealt with.
/// </summary>
internal static class OperationsNode
{
    private const int Keys = 4;
    private const int SpoiltEvery = 8;

    /// <summary>Runs it.</summary>
    /// <param name="args">
    /// Store (a file, or an Npgsql connection string), broker (<c>memory</c>, or an amqp address), service, and how many operations there are to be (0 for a node that only handles and publishes);
    /// then, if it is to kill itself, <c>step:times</c>: the step of Failpoints at which it does, when it comes there for the last of so many times.
    /// </param>
    public static async Task RunAsync(string[] args)
    {
        var (ledger, broker, service, count) = (new Ledger(args[0]), args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        if (args.Length > 4)
        {
            var (step, times) = (args[4].Split(':')[0], int.Parse(args[4].Split(':')[1], CultureInfo.InvariantCulture));
            builder.Services.AddSingleton(new Failpoints(reached =>
            {
                if (reached == step && Interlocked.Decrement(ref times) == 0)
                {
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                }
            }));
        }

        builder.Services.AddResile(resile =>
        {
            var messaging = ledger.Use(resile.Messaging).Configure(options =>
            {
                options.ServiceName = service;
                options.LeaseDuration = TimeSpan.FromSeconds(2);
            });
            (broker == "memory" ? messaging.UseInMemory() : messaging.UseRabbitMq(broker)).AddOperationsSender().AddOperationsHandler<OperationsHandler>(static options =>
            {
                options.ImmediateRetries = 0;
                options.RedeliveryDelays = [TimeSpan.FromMilliseconds(50)];
                options.HandlerTimeout = TimeSpan.FromSeconds(5);
            });
        });
        using var host = builder.Build();
        await ledger.CreateAsync();
        await host.StartAsync();
        Console.WriteLine("runs");

        var outbox = host.Services.GetRequiredService<IOutbox>();
        for (var operation = await ledger.CountAsync("select count(*) from operations"); operation < count; operation++)
        {
            await using var transaction = await outbox.BeginAsync();
            var (key, number) = (operation % Keys, operation / Keys);
            await using var insert = transaction.CreateCommand(string.Create(
                CultureInfo.InvariantCulture, $"insert into operations (id, key, number) values ({operation}, {key}, {number})"));
            await insert.ExecuteNonQueryAsync();
            await transaction.For<IOperations>().DoneAsync((int)key, (int)number, (int)operation);
            if (operation % SpoiltEvery == 0)
            {
                await transaction.For<IOperations>().SpoiltAsync((int)operation);
            }

            await transaction.CommitAsync();
        }

        if (count == 0)
        {
            await host.WaitForShutdownAsync();
            return;
        }

        var monitor = host.Services.GetRequiredService<IMessagingMonitor>();
        while (await ledger.CountAsync("select count(*) from effects") < count
            || await monitor.ReadAsync() is not { OutboxDepth: 0, WaitingRedeliveries: 0 } snapshot
            || snapshot.DeadLetters < (count + SpoiltEvery - 1) / SpoiltEvery)
        {
            await Task.Delay(20);
        }

        await host.StopAsync();
        Console.WriteLine("done");
    }
}
