using System.Diagnostics;
using System.Globalization;
using Resile.Benchmarks.Reporting;
using Resile.Integration.Tests.Servers;

namespace Resile.Benchmarks.Messaging;

/// <summary>What follows an outage of the broker: the first confirm after its return, and the drain of what was stored meanwhile.</summary>
internal static class OutageFigures
{
    private const int Burst = 5_000;
    private const int Bursts = 6;
    private const int Stored = 50_000;
    private const int Returns = 5;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(2);

    public static async Task MeasureAsync(RatioReport report, Servers servers, Broker broker)
    {
        await using var database = await Database.CreateAsync(servers.PostgreSql);
        await broker.DeclareAsync(DispatchFigures.Topic);
        await using var proxy = TcpProxy.To(servers.RabbitMq, out var through);
        proxy.Open();
        await using var shop = await ShopHost.StartAsync(database, through, "report");
        var steady = new Series();
        for (var burst = 0; burst <= Bursts; burst++)
        {
            var rate = Burst / await DispatchFigures.DispatchAsync(shop, Burst);
            await broker.PurgeAsync(DispatchFigures.Topic);
            if (burst > 0)
            {
                steady.Add(rate);
            }
        }

        var returns = new Series();
        for (var time = 0; time < Returns; time++)
        {
            returns.Add(1_000 * await ReturnAsync(shop, proxy, count: 1));
        }

        proxy.Cut();
        returns.Add(1_000 * await ReturnAsync(shop, proxy, Stored));
        await ReportDrainAsync(report, shop, broker, steady);
        report.Note("first confirm after the broker's return: " + returns.Show("ms"));
        report.AtMost("messaging.first-confirm-after-return-seconds", returns.Values.Max() / 1_000, 5);
    }

    /// <summary>Takes the broker away, stores messages, brings it back and waits for the first confirm.</summary>
    /// <returns>The seconds from the return on.</returns>
    private static async Task<double> ReturnAsync(ShopHost shop, TcpProxy proxy, int count)
    {
        proxy.Cut();
        var goal = shop.Published + 1;
        await using (var transaction = await shop.SendAsync(count))
        {
            await transaction.CommitAsync();
        }

        await Task.Delay(Outage);
        return await DispatchFigures.TimeAsync(async () =>
        {
            proxy.Open();
            await ShopHost.ReachAsync(() => shop.Published, goal);
        });
    }

    private static async Task ReportDrainAsync(RatioReport report, ShopHost shop, Broker broker, Series steady)
    {
        const int Tenth = Stored / 10;
        var tenths = new Series();
        var begin = shop.Published - 1;
        var start = Stopwatch.GetTimestamp();
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            var since = Stopwatch.GetTimestamp();
            await ShopHost.ReachAsync(() => shop.Published, begin + (tenth * Tenth));
            tenths.Add(Tenth / Stopwatch.GetElapsedTime(since).TotalSeconds);
            await broker.PurgeAsync(DispatchFigures.Topic);
        }

        var drain = Stored / Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Note($"steady dispatch, {Bursts} bursts of {Burst:N0}: " + steady.Show("a second"));
        report.Note(string.Create(CultureInfo.InvariantCulture, $"drain of {Stored:N0} stored while the broker was away: {drain:N0} a second; by tenths: ")
            + string.Join(' ', tenths.Values.Select(static rate => rate.ToString("N0", CultureInfo.InvariantCulture))));
        report.AtLeast("messaging.drain-after-outage/steady-dispatch", drain / steady.Median, 0.8);
        report.AtLeast("messaging.drain-last-tenth/median-tenth", tenths.Values[^1] / tenths.Median, 0.8);
    }
}
