using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Messaging;

/// <summary>What durable messages cost on PostgreSQL and RabbitMQ, beside messages that are not durable and outboxes of others.</summary>
internal sealed class MessagingReport : IReportArea
{
    /// <inheritdoc/>
    public string Name => "messaging";

    /// <summary>Gets or sets whether the fetch is also timed with 10,000,000 stored rows, which takes minutes and about 12 GB.</summary>
    public bool IsLarge { get; set; }

    /// <summary>Gets or sets the one part to report on; null for all.</summary>
    public string? Part { get; set; }

    /// <summary>Gets the parts.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["transaction", "dispatch", "outage", "end-to-end", "fetch"];

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        await using var servers = await Servers.StartAsync();
        await using var broker = await Broker.ConnectAsync(servers.RabbitMq);
        foreach (var part in Parts.Where(part => Part is null || part == Part))
        {
            await (part switch
            {
                "transaction" => TransactionFigures.MeasureAsync(report, servers),
                "dispatch" => DispatchFigures.MeasureAsync(report, servers, broker),
                "outage" => OutageFigures.MeasureAsync(report, servers, broker),
                "end-to-end" => EndToEndFigures.MeasureAsync(report, servers, broker),
                _ => FetchFigures.MeasureAsync(report, servers, IsLarge),
            });
        }
    }
}
