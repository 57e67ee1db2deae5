using System.Diagnostics;
using Npgsql;
using Resile.Benchmarks.Messaging.Peers;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Messaging;

/// <summary>What an outbox row adds to a business transaction of one row.</summary>
internal static class TransactionFigures
{
    private const string Insert = "insert into orders (number, customer) values ($1, $2)";
    private const int Bytes = 580;
    private const int WarmUps = 400;
    private const int Transactions = 2_000;

    public static async Task MeasureAsync(RatioReport report, Servers servers)
    {
        await using var database = await Database.CreateAsync(servers.PostgreSql);

        // Not started: another node publishes. One that publishes here would take its share of this machine, and measure that.
        await using var shop = ShopHost.Build(database, servers.RabbitMq, "report");
        var byHand = new RowByHand(database.Source, Insert, Bytes);
        Func<int, Task>[] kinds =
        [
            number => WithAsync(shop, number),
            number => WithoutAsync(database.Source, number),
            byHand.RunAsync,
        ];
        Series[] times = [new(), new(), new()];
        for (var number = 0; number < WarmUps + Transactions; number++)
        {
            // In turn, and in turn who is first.
            for (var turn = 0; turn < kinds.Length; turn++)
            {
                var kind = (number + turn) % kinds.Length;
                var time = await TimeAsync(() => kinds[kind](number));
                if (number >= WarmUps)
                {
                    times[kind].Add(time);
                }
            }
        }

        report.Note($"{Transactions:N0} business transactions of each kind in turn, one row each:");
        report.Note("with a message: " + times[0].Show("us"));
        report.Note("without: " + times[1].Show("us"));
        report.Note("with the same row, written by hand: " + times[2].Show("us"));
        report.AtMost("messaging.transaction-with-message/without", times[0].Median / times[1].Median, 1.1);
        report.AtMost("messaging.transaction-with-message/row-by-hand", times[0].Median / times[2].Median, 1.1);
    }

    private static async Task<double> TimeAsync(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static async Task WithAsync(ShopHost shop, int number)
    {
        await using var transaction = await shop.Outbox.BeginAsync();
        await using var command = transaction.CreateCommand(Insert);
        Database.Fill(command, Shipped.Of(number));
        await command.ExecuteNonQueryAsync();
        await transaction.For<IShipments>().ShippedAsync(Shipped.Of(number));
        await transaction.CommitAsync();
    }

    private static async Task WithoutAsync(NpgsqlDataSource database, int number)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(Insert, connection, transaction);
        Database.Fill(command, Shipped.Of(number));
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
