using System.Globalization;
using Microsoft.Extensions.Hosting;
using Polly;
using Resile.Benchmarks.Recovery.Availability;
using Resile.Benchmarks.Reporting;
using Resile.Recovery.Processes;

namespace Resile.Benchmarks.Recovery;

/// <summary>How many calls fail for each fault, by what is restarted.</summary>
/// <remarks>
/// The same server over TCP, the same calls (100 a second, each due at its own time) and the same faults, one contender after the other. What is wrong is found in the same way
/// and as fast by all three that restart something, so that they differ in the restart alone.
/// </remarks>
internal sealed class AvailabilityReport : IReportArea
{
    /// <summary>The command by which this program serves a shop, as the process that is restarted.</summary>
    public const string ServeCommand = "serve-shop";

    /// <summary>Gets or sets how long each contender is called.</summary>
    public TimeSpan Duration { get; set; }

    /// <inheritdoc/>
    public string Name => "recovery-availability";

    /// <summary>Serves a shop until the process is to restart.</summary>
    public static async Task ServeAsync(int port)
    {
        using var host = ShopHosts.RestartingSystem(new ShopPort(port));
        await host.RunAsync();
    }

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        report.Note(string.Create(CultureInfo.InvariantCulture, $"availability: {Duration.TotalSeconds} s each, 100 calls/s, a fault every 2 s (Poisson; throw, hang, leak, corrupt)"));
        await CompareAsync(report, "no recovery", StartUnsupervisedAsync, static client => client.QuoteAsync);
        await CompareAsync(report, "Polly retry and timeout", StartUnsupervisedAsync, Retry);
        var component = await CompareAsync(report, "component restart", StartSupervisedAsync, static client => client.QuoteAsync);
        await CompareAsync(report, "host rebuild", static port => Task.FromResult<IAsyncDisposable>(RebuiltHost.Start(port)), static client => client.QuoteAsync);
        var process = await CompareAsync(report, "process restart", static port => Task.FromResult<IAsyncDisposable>(StartProcess(port)), static client => client.QuoteAsync);
        report.AtMost("recovery.failed-per-fault-component/process-restart", component.FailedPerFault / process.FailedPerFault, 0.1);
    }

    private async Task<CallOutcomes> CompareAsync(
        RatioReport report, string name, Func<ShopPort, Task<IAsyncDisposable>> start, Func<ShopClient, Func<int, CancellationToken, ValueTask>> call)
    {
        var port = ShopPort.FindFree();
        var client = new ShopClient(port);
        var running = await start(port);
        await using (running.ConfigureAwait(false))
        {
            await client.BreakAsync(Fault.None, CancellationToken.None);
            var outcome = await OpenLoop.RunAsync(name, call(client), client.BreakAsync, Duration);
            report.Note(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {outcome.Failed} of {outcome.Calls} failed, {outcome.FailedPerFault:N1} for each of {outcome.Faults} faults; p99 of the others {outcome.Percentile.TotalMilliseconds:N1} ms"));
            return outcome;
        }
    }

    // Tries a call again, three times and elsewhere in time, within the second that each call has.
    private static Func<int, CancellationToken, ValueTask> Retry(ShopClient client)
    {
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new() { Delay = TimeSpan.FromMilliseconds(50), BackoffType = DelayBackoffType.Exponential, UseJitter = true })
            .AddTimeout(TimeSpan.FromMilliseconds(250))
            .Build();
        return (product, cancellationToken) => pipeline.ExecuteAsync(token => client.QuoteAsync(product, token), cancellationToken);
    }

    private static async Task<IAsyncDisposable> StartUnsupervisedAsync(ShopPort port) => await StartAsync(ShopHosts.Unsupervised(port));

    private static async Task<IAsyncDisposable> StartSupervisedAsync(ShopPort port) => await StartAsync(ShopHosts.RestartingComponent(port));

    private static async Task<IAsyncDisposable> StartAsync(IHost host)
    {
        await host.StartAsync();
        return new RunningHost(host);
    }

    private static ProcessWatchdog StartProcess(ShopPort port)
    {
        var program = Environment.ProcessPath!;
        var options = new ProcessWatchdogOptions
        {
            Name = "shop",
            FileName = program,
            StartLimitBurst = 1_000,
            ShortestPause = TimeSpan.Zero,
            LongestPause = TimeSpan.Zero,
            StopTimeout = TimeSpan.FromSeconds(5),
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            options.Arguments.Add(typeof(AvailabilityReport).Assembly.Location);
        }

        options.Arguments.Add(ServeCommand);
        options.Arguments.Add(port.Number.ToString(CultureInfo.InvariantCulture));
        var watchdog = new ProcessWatchdog(options);
        watchdog.Start();
        return watchdog;
    }

    private sealed class RunningHost(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
