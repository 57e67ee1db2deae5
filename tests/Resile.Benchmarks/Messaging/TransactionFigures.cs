using System.Diagnostics;
using Npgsql;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Messaging;

/// <summary>What an outbox row adds to a business transaction of one row.</summary>
internal static class TransactionFigures
{
    private const string Insert = "insert into orders (number, customer) values ($1, $2)";
    private const int WarmUps = 400;
    private const int Transactions = 2_000;

    public static async Task MeasureAsync(RatioReport report, Servers servers)
    {
        await using var database = await Database.CreateAsync(servers.PostgreSql);

        // Not started: another node publishes. One that publishes here would take its share of this machine, and measure that.
        await using var shop = ShopHost.Build(database, servers.RabbitMq, "report");
        var (with, without) = (new Series(), new Series());
        for (var number = -WarmUps; number < Transactions; number++)
        {
            // In turn, and in turn who is first.
            var first = number % 2 == 0 ? await WithAsync(shop, number) : await WithoutAsync(database.Source, number);
            var second = number % 2 == 0 ? await WithoutAsync(database.Source, number) : await WithAsync(shop, number);
            if (number >= 0)
            {
                with.Add(number % 2 == 0 ? first : second);
                without.Add(number % 2 == 0 ? second : first);
            }
        }

        report.Note($"{Transactions:N0} business transactions of each kind in turn, one row each:");
        report.Note("with a message: " + with.Show("us"));
        report.Note("without: " + without.Show("us"));
        report.AtMost("messaging.transaction-with-message/without", with.Median / without.Median, 1.1);
    }

    private static async Task<double> WithAsync(ShopHost shop, int number)
    {
        var start = Stopwatch.GetTimestamp();
        await using (var transaction = await shop.Outbox.BeginAsync())
        {
            await using var command = transaction.CreateCommand(Insert);
            Database.Fill(command, Shipped.Of(number));
            await command.ExecuteNonQueryAsync();
            await transaction.For<IShipments>().ShippedAsync(Shipped.Of(number));
            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static async Task<double> WithoutAsync(NpgsqlDataSource database, int number)
    {
        var start = Stopwatch.GetTimestamp();
        await using (var connection = await database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(Insert, connection, transaction);
            Database.Fill(command, Shipped.Of(number));
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
