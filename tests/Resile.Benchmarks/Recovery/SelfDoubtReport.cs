using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Benchmarks.Reporting;
using Resile.Recovery;
using Resile.Recovery.Detection;

namespace Resile.Benchmarks.Recovery;

/// <summary>How many healthy components are restarted because the thread pool stalls, with and without self-doubt.</summary>
/// <remarks>
/// The stalls are real, in real time: the pool's queue is filled with work that sleeps, for 1 to 5 s, so that what calls need to complete waits behind it. Timers go on, as they do in
/// a pool that is merely overloaded. Two hosts in the same process see the same stalls, and differ in one option.
/// </remarks>
internal sealed class SelfDoubtReport : IReportArea
{
    private const int Stalls = 8;
    private const int Backlog = 20_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public string Name => "recovery-self-doubt";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        using var doubting = Build(doubts: true);
        using var trusting = Build(doubts: false);
        await doubting.StartAsync();
        await trusting.StartAsync();
        using var stop = new CancellationTokenSource();
        Task[] callers = [CallAsync(doubting, stop.Token), CallAsync(trusting, stop.Token)];
        var random = new Random(4);
        var longest = TimeSpan.Zero;
        for (var stall = 0; stall < Stalls; stall++)
        {
            await Task.Delay(Between);
            var length = TimeSpan.FromSeconds(1 + (4 * random.NextDouble()));
            longest = length > longest ? length : longest;
            Stall(length);
            await Task.Delay(length);
        }

        await Task.Delay(Between);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        var (with, without) = (Restarts(doubting), Restarts(trusting));
        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"{Stalls} stalls of the thread pool, 1 to {longest.TotalSeconds:N1} s, calls may take 1 s; false restarts with self-doubt: {with}, without: {without}"));
        report.AtLeast("recovery.false-restarts-without-self-doubt", without, 1);
        report.AtMost("recovery.false-restarts-with/without-self-doubt", (double)with / Math.Max(without, 1), 0.1);
        await doubting.StopAsync();
        await trusting.StopAsync();
    }

    private static IHost Build(bool doubts)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<SelfDoubtOptions>(options => options.IsEnabled = doubts);
        builder.Services.AddResile(static resile => resile.Components.AddCounter<Counter>(static options =>
        {
            (options.HangAfter, options.ShortestPause, options.LongestPause) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
            (options.MaxRestarts, options.ZombieLimit) = (1_000, 1_000);
        }));
        return builder.Build();
    }

    private static long Restarts(IHost host) => host.Services.GetRequiredService<ISupervision>().Snapshot().Restarts;

    private static async Task CallAsync(IHost host, CancellationToken cancellationToken)
    {
        var counter = host.Services.GetRequiredService<ICounter>();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await counter.EchoLaterAsync(1, CancellationToken.None).ConfigureAwait(false);
                await Task.Delay(Nap, CancellationToken.None).ConfigureAwait(false);
            }
            catch (RecoveryException)
            {
                // What is counted is the restart.
            }
        }
    }

    private static void Stall(TimeSpan length)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(length.TotalSeconds * TimeProvider.System.TimestampFrequency);
        for (var item = 0; item < Backlog; item++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static until =>
                {
                    if (TimeProvider.System.GetTimestamp() < until)
                    {
                        Thread.Sleep(Nap);
                    }
                },
                end, preferLocal: false);
        }
    }
}
