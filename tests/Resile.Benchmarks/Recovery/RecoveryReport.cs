using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Recovery;

/// <summary>What a supervised call costs beside a direct one, and beside what people use today.</summary>
internal sealed class RecoveryReport : IReportArea
{
    private const int Iterations = 100_000;
    private const int IterationsOfThreads = 800_000;
    private const int LaterIterations = 8_000;

    /// <inheritdoc/>
    public string Name => "recovery";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddResile(static resile => resile.Components.AddCounter<Counter>());
        using var host = builder.Build();
        await host.StartAsync();

        ICounter direct = new Counter();
        var supervised = host.Services.GetRequiredService<ICounter>();
        var dispatch = ForwardingProxy.Over(new Counter());
        var castle = ForwardingInterceptor.Over(new Counter());
        var breaker = new ResiliencePipelineBuilder<int>().AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>()).Build();
        var measured = await SideBySide.MeasureAsync(
            Iterations,
            new Contender("direct call", count => CallAsync(direct, count)),
            new Contender("supervised call", count => CallAsync(supervised, count)),
            new Contender("DispatchProxy call", count => CallAsync(dispatch, count)),
            new Contender("Castle proxy call", count => CallAsync(castle, count)),
            new Contender("Polly circuit breaker", count => BreakAsync(breaker, direct, count)));

        report.Details(measured);
        report.AtMost("recovery.supervised-call/direct-call", measured[1].Nanoseconds / measured[0].Nanoseconds, 3);
        report.AtMost("recovery.supervised-call-bytes", measured[1].Bytes, 0);
        report.AtLeast("recovery.dispatch-proxy/supervised-call", measured[2].Nanoseconds / measured[1].Nanoseconds, 8);
        report.AtLeast("recovery.castle-proxy/supervised-call", measured[3].Nanoseconds / measured[1].Nanoseconds, 8);
        report.AtLeast("recovery.polly-circuit-breaker/supervised-call", measured[4].Nanoseconds / measured[1].Nanoseconds, 20);
        foreach (var threads in (int[])[1, 2, 8])
        {
            await CompareThreadsAsync(report, threads, direct, supervised);
        }

        foreach (var callers in (int[])[1, 2, 8])
        {
            await CompareLaterAsync(report, callers, direct, supervised);
        }

        await host.StopAsync();
    }

    private static async Task CompareThreadsAsync(RatioReport report, int threads, ICounter direct, ICounter supervised)
    {
        using var directly = new Crew(threads, direct);
        using var underSupervision = new Crew(threads, supervised);
        var measured = await SideBySide.MeasureAsync(
            IterationsOfThreads,
            new Contender($"direct call, threads: {threads}", directly.RunAsync),
            new Contender($"supervised call, threads: {threads}", underSupervision.RunAsync));
        report.Details(measured);
        report.AtMost($"recovery.supervised-call/direct-call-threads-{threads}", measured[1].Nanoseconds / measured[0].Nanoseconds, 3);
    }

    // The body goes to another thread and back, which costs what it costs: what is stated is what supervision adds to it.
    private static async Task CompareLaterAsync(RatioReport report, int callers, ICounter direct, ICounter supervised)
    {
        var measured = await SideBySide.MeasureAsync(
            LaterIterations,
            new Contender($"direct asynchronous call, callers: {callers}", count => CallLaterAsync(direct, callers, count)),
            new Contender($"supervised asynchronous call, callers: {callers}", count => CallLaterAsync(supervised, callers, count)));
        report.Details(measured);
        report.AtMost($"recovery.asynchronous-call-more-bytes-callers-{callers}", measured[1].Bytes - measured[0].Bytes, 0);
        report.AtMost($"recovery.asynchronous-call/direct-call-callers-{callers}", measured[1].Nanoseconds / measured[0].Nanoseconds, 3);
    }

    private static async ValueTask CallLaterAsync(ICounter counter, int callers, int count)
    {
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var call = 0; call < count / callers; call++)
            {
                await counter.EchoLaterAsync(call).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
    }

    // Not awaited: every call completes at once, and an await would cost more than what is measured, and be a part of each figure.
    private static ValueTask CallAsync(ICounter counter, int count)
    {
        for (var call = 0; call < count; call++)
        {
            var sum = counter.AddAsync(1);
            _ = sum.IsCompletedSuccessfully ? sum.Result : throw new InvalidOperationException("The call has to complete at once.");
        }

        return default;
    }

    private static ValueTask BreakAsync(ResiliencePipeline<int> breaker, ICounter counter, int count)
    {
        for (var call = 0; call < count; call++)
        {
            var sum = breaker.ExecuteAsync(static (target, token) => target.AddAsync(1, token), counter);
            _ = sum.IsCompletedSuccessfully ? sum.Result : throw new InvalidOperationException("The call has to complete at once.");
        }

        return default;
    }
}
