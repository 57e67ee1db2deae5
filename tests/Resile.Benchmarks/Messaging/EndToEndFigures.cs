using System.Globalization;
using Resile.Benchmarks.Messaging.Peers;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Messaging;

/// <summary>From the commit of the business to the commit of the handler, beside publish and consume without an outbox and an inbox.</summary>
internal static class EndToEndFigures
{
    private const int Messages = 3_000;
    private const int WarmUps = 2;
    private const int Rounds = 5;
    private const string PeerQueue = "resile-report-consumed";
    private const string Service = "report-billing";
    private const string Queue = Service + "-shipments-ledger";

    public static async Task MeasureAsync(RatioReport report, Servers servers, Broker broker)
    {
        await using var orders = await Database.CreateAsync(servers.PostgreSql);
        await using var billing = await Database.CreateAsync(servers.PostgreSql);
        await using var billing2 = await Database.CreateAsync(servers.PostgreSql);
        await broker.DeleteAsync(Queue);
        await using (var peer = await PlainMassTransit.ConsumingAsync(servers.RabbitMq, PeerQueue, billing.Source))
        await using (var shop = await ShopHost.StartAsync(orders, servers.RabbitMq, "report"))
        {
            Series[] rates = [new(), new(), new()];
            await using (var one = await ShopHost.StartAsync(billing, servers.RabbitMq, Service, handles: true))
            {
                await MeasureAsync(rates[0], () => SendAsync(shop, () => one.Handled), rates[1], () => PublishAsync(peer));
                await MeasureCostAsync(report, billing, shop, one);
            }

            await using (var first = await ShopHost.StartAsync(billing2, servers.RabbitMq, Service, handles: true))
            await using (var second = await ShopHost.StartAsync(billing2, servers.RabbitMq, Service, handles: true))
            {
                await MeasureAsync(rates[2], () => SendAsync(shop, () => first.Handled + second.Handled));
            }

            report.Note($"{Messages:N0} messages a round, from the business's commit to the last handler's, effects of one row:");
            report.Note("1 node that handles: " + rates[0].Show("a second"));
            report.Note("2 nodes that handle, on this one machine: " + rates[2].Show("a second"));
            report.Note("MassTransit, sent and consumed, no outbox and no inbox, effects committed: " + rates[1].Show("a second"));
            report.AtLeast("messaging.end-to-end/masstransit-send-consume", rates[0].Over(rates[1]), 0.6);
        }

        await broker.DeleteAsync(Queue);
        await broker.DeleteAsync(PeerQueue);
    }

    private static async Task MeasureAsync(Series rates, Func<Task> run, Series? peers = null, Func<Task>? runPeer = null)
    {
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var rate = Messages / await DispatchFigures.TimeAsync(run);
            var peer = runPeer is null ? 0 : Messages / await DispatchFigures.TimeAsync(runPeer);
            if (round >= WarmUps)
            {
                rates.Add(rate);
                peers?.Add(peer);
            }
        }
    }

    private static async Task SendAsync(ShopHost shop, Func<long> handled)
    {
        var goal = handled() + Messages;
        await using var transaction = await shop.SendAsync(Messages);
        await transaction.CommitAsync();
        await ShopHost.ReachAsync(handled, goal);
    }

    private static async Task PublishAsync(PlainMassTransit peer)
    {
        var goal = peer.Handled + Messages;
        await peer.RunAsync(Messages);
        await ShopHost.ReachAsync(() => peer.Handled, goal);
    }

    /// <summary>Counts the transactions that write to the handler's database, and what the whole server syncs, for each message.</summary>
    /// <remarks>
    /// Counted in the server's log: its counter of commits counts reading, and the cleaning of a connection that goes back to its pool, as well.
    /// What is not rounded away are the leases, which are renewed every few seconds.
    /// </remarks>
    private static async Task MeasureCostAsync(RatioReport report, Database billing, ShopHost shop, ShopHost handler)
    {
        await billing.RunAsync("create extension if not exists pg_walinspect");
        var (start, syncs) = await ReadLogAsync(billing);
        await SendAsync(shop, () => handler.Handled);
        var (end, syncsAfter) = await ReadLogAsync(billing);
        var written = await billing.ReadAsync($"""
            select count(distinct xid::text) from pg_get_wal_records_info('0/0'::pg_lsn + {start}, '0/0'::pg_lsn + {end})
            where xid <> '0' and block_ref like '%/' || (select oid from pg_database where datname = current_database()) || '/%'
            """);
        var synced = (double)(syncsAfter - syncs) / Messages;
        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"{Messages:N0} handled messages: {written:N0} transactions wrote to the handler's database, {syncsAfter - syncs:N0} syncs of the whole server"));
        report.AtMost("messaging.commits-per-handled-message", Math.Round((double)written / Messages, 2), 1);
        report.AtMost("messaging.syncs-per-handled-message", synced, 1);
    }

    private static async Task<(long Place, long Syncs)> ReadLogAsync(Database database) => (
        await database.ReadAsync("select pg_current_wal_flush_lsn() - '0/0'::pg_lsn"),
        await database.ReadAsync("select wal_sync from pg_stat_wal"));
}
