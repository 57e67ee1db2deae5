using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Resile.Benchmarks.Reporting;
using Resile.Messaging.PostgreSql;

namespace Resile.Benchmarks.Messaging;

/// <summary>How long the dispatcher's read takes, however much is stored.</summary>
internal static class FetchFigures
{
    private const int Limit = 512;
    private const int WarmUps = 20;
    private const int Reads = 101;

    public static async Task MeasureAsync(RatioReport report, Servers servers, bool isLarge)
    {
        await using var database = await Database.CreateAsync(servers.PostgreSql);
        await using var store = new PostgreSqlStore(Options.Create(new PostgreSqlOptions { ConnectionString = database.ConnectionString }));
        await store.InitializeAsync(CancellationToken.None);

        // The rows are what is looked for, not how they came there: no log of them.
        await database.RunAsync("alter table resile.outbox set unlogged");
        long[] sizes = isLarge ? [1_000, 100_000, 1_000_000, 10_000_000] : [1_000, 100_000, 1_000_000];
        var medians = new List<double>();
        var stored = 0L;
        foreach (var size in sizes)
        {
            await FillAsync(database, size - stored);
            stored = size;
            var times = await ReadAsync(store);
            medians.Add(times.Median);
            report.Note(string.Create(CultureInfo.InvariantCulture, $"fetch of {Limit} rows from {size:N0}: ") + times.Show("us"));
        }

        report.AtMost("messaging.fetch-slowest/fetch-fastest", medians.Max() / medians.Min(), 2);
    }

    private static async Task FillAsync(Database database, long count)
    {
        await database.RunAsync($"""
            insert into resile.outbox (lane, message_id, destination, message_type, content_type, body, headers, flags, attempts, created_at)
            select number % 64, gen_random_uuid(), 'topic:{DispatchFigures.Topic}', 'urn:message:{DispatchFigures.Topic}', 'application/vnd.masstransit+json',
              convert_to(repeat(md5(number::text), 19), 'UTF8'), '', 0, 0, now()
            from generate_series(1, {count}) number
            """);
        await database.RunAsync("vacuum analyze resile.outbox");
    }

    /// <summary>Reads batch after batch, as a dispatcher does, from the oldest row again where there is no more.</summary>
    private static async Task<Series> ReadAsync(PostgreSqlStore store)
    {
        var lease = await store.Outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromMinutes(10), CancellationToken.None)
            ?? throw new InvalidOperationException("Another node holds the lanes of a database that was just made.");
        await using (lease)
        {
            var times = new Series();
            for (var read = 0; read < WarmUps + Reads;)
            {
                var start = Stopwatch.GetTimestamp();
                var records = await lease.ReadNextAsync(Limit, [], CancellationToken.None);
                var elapsed = Stopwatch.GetElapsedTime(start);
                if (records.Count < Limit)
                {
                    lease.Rewind();
                    continue;
                }

                if (read++ >= WarmUps)
                {
                    times.Add(elapsed.TotalMicroseconds);
                }
            }

            return times;
        }
    }
}
