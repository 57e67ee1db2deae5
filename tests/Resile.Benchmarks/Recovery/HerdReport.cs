using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Resile.Benchmarks.Recovery.Herd;
using Resile.Benchmarks.Reporting;
using Resile.Recovery;
using Resile.Recovery.Pools;
using Resile.Recovery.Supervision;

namespace Resile.Benchmarks.Recovery;

/// <summary>How many of a herd that failed together restart in the same second, with and without jitter.</summary>
/// <remarks>
/// Virtual time, and the supervisors and pauses of production with their defaults; only the budgets are large, so that the ladder's next rung does not end it. All depend on one
/// thing, which goes away and comes back. "Without jitter" means that all draw the same pauses. The median over the seeds is stated.
/// </remarks>
internal sealed class HerdReport : IReportArea
{
    private const int Size = 100;
    private const int Seeds = 3;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "recovery-herd";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        var (with, without) = (new List<Peaks>(), new List<Peaks>());
        for (var seed = 1; seed <= Seeds; seed++)
        {
            with.Add(await FailTogetherAsync(new RecoveryRandom(seed)));
            without.Add(await FailTogetherAsync(new InStepRandom(seed)));
        }

        report.Note(string.Create(CultureInfo.InvariantCulture,
            $"{Size} children that fail together for {Outage.TotalSeconds} s of virtual time, peaks in 1 s, median of {Seeds} seeds, with and without jitter: restarts {Median(with, static peaks => peaks.Restarts)} and {Median(without, static peaks => peaks.Restarts)}; "
            + $"starts tried after 5 s {Median(with, static peaks => peaks.LaterStarts)} and {Median(without, static peaks => peaks.LaterStarts)}; in the first 5 s {Median(with, static peaks => peaks.FirstStarts)} and {Median(without, static peaks => peaks.FirstStarts)}, as the first restart of each is immediate"));
        report.AtMost("recovery.herd-restarts-with/without-jitter", Ratio(with, without, static peaks => peaks.Restarts), 0.25);
        report.AtMost("recovery.herd-later-starts-with/without-jitter", Ratio(with, without, static peaks => peaks.LaterStarts), 0.25);
    }

    private static double Ratio(List<Peaks> with, List<Peaks> without, Func<Peaks, int> peak) => (double)Median(with, peak) / Median(without, peak);

    private static int Median(List<Peaks> peaks, Func<Peaks, int> peak) => peaks.Select(peak).Order().ElementAt(peaks.Count / 2);

    private static async Task<Peaks> FailTogetherAsync(RecoveryRandom random)
    {
        var time = new FakeTimeProvider();
        var dependency = new Dependency(time);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(random).AddSingleton(dependency);
        builder.Services.AddResile(static resile => resile.Components.AddHerdPool());
        builder.Services.Configure<AutoRecoverOptions>("Dependent", static options => options.MaxRestarts = 1_000);
        using var host = builder.Build();
        await host.StartAsync();
        var pool = host.Services.GetRequiredService<IComponentPool<IDependent, int>>();
        var herd = Enumerable.Range(0, Size).Select(pool.Get).ToArray();
        await Task.WhenAll(herd.Select(static each => each.UseAsync().AsTask()));

        dependency.Forget();
        dependency.IsAway = true;
        var began = time.GetUtcNow();
        foreach (var each in herd)
        {
            await FailAsync(each);
        }

        while (dependency.Attempts.Count(static attempt => attempt.IsServed) < Size)
        {
            Settle();
            time.Advance(Step);
            dependency.IsAway = time.GetUtcNow() - began < Outage;
        }

        Settle();
        var stop = host.StopAsync();
        while (!stop.IsCompleted)
        {
            time.Advance(Step);
            Settle();
        }

        var early = began + TimeSpan.FromSeconds(5);
        return new Peaks(
            Peak(dependency.Attempts.Where(static attempt => attempt.IsServed)),
            Peak(dependency.Attempts.Where(attempt => attempt.At > early)),
            Peak(dependency.Attempts.Where(attempt => attempt.At <= early)));
    }

    private static async Task FailAsync(IDependent dependent)
    {
        try
        {
            await dependent.UseAsync();
        }
        catch (IOException)
        {
            // What is counted is the restarts.
        }
    }

    private static int Peak(IEnumerable<(DateTimeOffset At, bool IsServed)> attempts)
    {
        var times = attempts.Select(static attempt => attempt.At).Order().ToArray();
        return times.Max(begin => times.Count(at => at >= begin && at < begin + Window));
    }

    // Time goes on when nothing is left to be done at this instant.
    private static void Settle()
    {
        for (var quiet = 0; quiet < 2;)
        {
            var completed = ThreadPool.CompletedWorkItemCount;
            Thread.Sleep(1);
            quiet = ThreadPool.PendingWorkItemCount == 0 && ThreadPool.CompletedWorkItemCount == completed ? quiet + 1 : 0;
        }
    }

    private sealed record Peaks(int Restarts, int LaterStarts, int FirstStarts);
}
