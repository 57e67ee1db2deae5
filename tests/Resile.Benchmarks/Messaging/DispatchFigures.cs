using System.Diagnostics;
using Resile.Benchmarks.Messaging.Peers;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Messaging;

/// <summary>How fast what is committed is confirmed by the broker, beside what publishes without an outbox and what has another one.</summary>
internal static class DispatchFigures
{
    /// <summary>The exchange to which the generated sender publishes.</summary>
    public const string Topic = "Resile.Benchmarks.Messaging:Shipped";

    private const int Messages = 4_000;
    private const int SequenceMessages = 500;
    // Until everything on the way is compiled for speed: services run for days.
    private const int WarmUps = 8;
    private const int Rounds = 9;

    public static async Task MeasureAsync(RatioReport report, Servers servers, Broker broker)
    {
        await using var database = await Database.CreateAsync(servers.PostgreSql);
        string[] exchanges = [Topic, "resile-report-typed", "resile-report-client"];
        foreach (var exchange in exchanges)
        {
            await broker.DeclareAsync(exchange);
        }

        await using var shop = await ShopHost.StartAsync(database, servers.RabbitMq, "report");
        await DispatchAsync(shop, 1);
        var bytes = await MeasureBodyAsync(shop);
        await using var typed = await PlainMassTransit.SendingToAsync(servers.RabbitMq, exchanges[1]);
        await using var client = await ClientAlone.ConnectAsync(servers.RabbitMq, exchanges[2], bytes);
        var sequence = new EntityFrameworkSequence(database.Source, client.PublishAsync);
        await sequence.CreateAsync();

        Series[] rates = [new(), new(), new(), new()];
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            double[] measured =
            [
                Messages / await DispatchAsync(shop, Messages),
                Messages / await TimeAsync(() => typed.RunAsync(Messages)),
                Messages / await TimeAsync(() => client.RunAsync(Messages)),
                await DeliverAsync(sequence, bytes),
            ];
            foreach (var exchange in exchanges)
            {
                await broker.PurgeAsync(exchange);
            }

            for (var index = 0; round >= WarmUps && index < measured.Length; index++)
            {
                rates[index].Add(measured[index]);
            }
        }

        report.Note($"{Messages:N0} messages a round, bodies of {bytes} bytes, quorum queues, 512 confirms on their way, {Rounds} rounds in turn:");
        report.Note("committed to confirmed, PostgreSQL outbox: " + rates[0].Show("a second"));
        report.Note("MassTransit, typed sends, no outbox: " + rates[1].Show("a second"));
        report.Note("RabbitMQ.Client alone, no outbox: " + rates[2].Show("a second"));
        report.Note("statements of the Entity Framework outbox, 10 workers: " + rates[3].Show("a second"));
        report.AtLeast("messaging.dispatch/masstransit-typed-sends", rates[0].Over(rates[1]), 1);
        report.AtLeast("messaging.dispatch/rabbitmq-client-alone", rates[0].Over(rates[2]), 0.6);
        report.AtLeast("messaging.dispatch/entity-framework-outbox-statements", rates[0].Over(rates[3]), 10);
    }

    /// <summary>Commits messages, and waits until all are confirmed and their rows gone.</summary>
    /// <returns>The seconds from the commit on.</returns>
    public static async Task<double> DispatchAsync(ShopHost shop, int count)
    {
        var goal = shop.Published + count;
        await using var transaction = await shop.SendAsync(count);
        return await TimeAsync(async () =>
        {
            await transaction.CommitAsync();
            await ShopHost.ReachAsync(() => shop.Published, goal);
        });
    }

    public static async Task<double> TimeAsync(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> DeliverAsync(EntityFrameworkSequence sequence, int bytes)
    {
        await sequence.StoreAsync(SequenceMessages, bytes);
        return SequenceMessages / await TimeAsync(sequence.DeliverAsync);
    }

    private static async Task<int> MeasureBodyAsync(ShopHost shop)
    {
        await using var transaction = await shop.SendAsync(1);
        await using var command = new Npgsql.NpgsqlCommand(
            "select length(body) from resile.outbox order by sequence desc limit 1", (Npgsql.NpgsqlConnection)transaction.Transaction.Connection!);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
