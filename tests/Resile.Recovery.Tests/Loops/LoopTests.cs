using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Loops;

/// <summary>Background work: what becomes of a component whose loop throws, returns, or gets on no more.</summary>
public sealed class LoopTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loop_that_throws_runs_again_on_the_next_generation_and_the_host_goes_on()
    {
        await using var host = await StartAsync(static (context, token) =>
            context.Generation == 1 ? throw new InvalidDataException() : LoopScript.ForeverAsync(token));

        await UntilRunsAsync(host, generation: 2);

        Assert.Equal(["loop 1 Started", "end 1", "loop 2 Crashed"], Lines(host));
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Loop_that_returns_runs_again()
    {
        await using var host = await StartAsync(static (context, token) =>
            context.Generation == 1 ? Task.CompletedTask : LoopScript.ForeverAsync(token));

        await UntilRunsAsync(host, generation: 2);

        Assert.Equal(["loop 1 Started", "end 1", "loop 2 Ended"], Lines(host));
    }

    [Theory]
    [InlineData(ChildRestart.Transient)]
    [InlineData(ChildRestart.Temporary)]
    public async Task Loop_that_returns_has_done_its_work_where_its_component_is_not_permanent(ChildRestart restart)
    {
        await using var host = await StartAsync(static (_, _) => Task.CompletedTask, options => options.Restart = restart);

        await host.UntilAsync(() => Snapshot(host).State == ComponentState.Ended);

        Assert.Equal(["loop 1 Started", "end 1"], Lines(host));
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Services.GetRequiredService<ICleaner>().GenerationAsync(Token).AsTask());
    }

    [Fact]
    public async Task Transient_component_whose_loop_throws_is_restarted()
    {
        await using var host = await StartAsync(
            static (context, _) => context.Generation == 1 ? throw new InvalidDataException() : Task.CompletedTask,
            static options => options.Restart = ChildRestart.Transient);

        await host.UntilAsync(() => Snapshot(host) is { State: ComponentState.Ended, Generation: 2 }, Step);

        Assert.Equal(["loop 1 Started", "end 1", "loop 2 Crashed", "end 2"], Lines(host));
    }

    [Fact]
    public async Task Exception_of_a_loop_that_is_listed_as_stop_ends_it_for_good()
    {
        await using var host = await StartAsync(static (_, _) => throw new NotSupportedException());

        await host.UntilAsync(() => Snapshot(host).State == ComponentState.Ended);

        Assert.Equal(["loop 1 Started", "end 1"], Lines(host));
    }

    [Fact]
    public async Task Exception_of_a_loop_that_is_listed_as_escalate_restarts_the_service()
    {
        await using var host = await StartAsync(static (context, token) =>
            context.Generation == 1 ? throw new NotImplementedException() : LoopScript.ForeverAsync(token));

        await UntilRunsAsync(host, generation: 2);

        Assert.Equal(1, host.Supervision.Snapshot().ServiceRestarts);
        Assert.Contains("loop 2 ServiceRestarted", Lines(host));
    }

    [Fact]
    public async Task Loop_that_reported_progress_and_stops_doing_so_hangs()
    {
        using var end = new ManualResetEventSlim();
        await using var host = await StartAsync((context, token) =>
        {
            context.ReportProgress();
            if (context.Generation > 1)
            {
                return LoopScript.ForeverAsync(token);
            }

            end.Wait(Token);
            return Task.CompletedTask;
        });

        await host.UntilAsync(() => Snapshot(host) is { Generation: 2, State: ComponentState.Open, Hangs: 1, Zombies: 1 }, Step);

        end.Set();
        await host.UntilAsync(() => Lines(host).Contains("end 1"), Step);
        Assert.Contains("loop 2 Hung", Lines(host));
    }

    [Fact]
    public async Task Loop_that_reports_progress_or_never_did_goes_on()
    {
        await using var host = await StartAsync(static async (context, token) =>
        {
            while (context.Reason == RecoveryReason.Started)
            {
                await Task.Delay(1, token);
                context.ReportProgress();
            }
        });
        await using var quiet = await StartAsync(static (_, token) => LoopScript.ForeverAsync(token));

        for (var time = 0; time < 100; time++)
        {
            host.Time.Advance(Step);
            quiet.Time.Advance(Step);
            await Task.Delay(2, Token);
        }

        Assert.Equal(["loop 1 Started"], Lines(host));
        Assert.Equal(["loop 1 Started"], Lines(quiet));
    }

    [Fact]
    public async Task Loop_is_told_to_end_with_its_host_and_has_ended_before_its_component()
    {
        var host = await StartAsync((context, token) => LoopScript.ForeverAsync(context.Stopping).ContinueWith(
            ended => Assert.True(ended.IsCanceled && token.IsCancellationRequested), TaskScheduler.Default));
        await host.UntilAsync(() => Lines(host).Any());

        await host.DisposeAsync();

        Assert.Equal(["loop 1 Started", "end 1"], Lines(host));
    }

    [Fact]
    public async Task Loop_that_does_not_end_is_left_behind()
    {
        var never = new TaskCompletionSource();
        await using var host = await StartAsync((context, token) => context.Generation == 1 ? never.Task : LoopScript.ForeverAsync(token));
        await host.UntilAsync(() => Lines(host).Any());

        await host.FinishAsync(host.Supervision.RestartAsync("Cleaner", Token));
        await host.UntilAsync(() => Snapshot(host) is { Generation: 2, State: ComponentState.Open, Zombies: 1 }, Step);

        Assert.DoesNotContain("end 1", Lines(host));
        never.SetResult();
        await host.UntilAsync(() => Snapshot(host).Zombies == 0, Step);
        Assert.Contains("end 1", Lines(host));
    }

    [Fact]
    public async Task Loop_cannot_be_called()
    {
        await using var host = await StartAsync(static (_, token) => LoopScript.ForeverAsync(token));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Services.GetRequiredService<ICleaner>().CleanAsync(Token));

        Assert.Equal("'Cleaner.CleanAsync' is a background loop, which its supervisor runs for as long as the component lives. Do not call it.", exception.Message);
        Assert.Equal(1, await host.Services.GetRequiredService<ICleaner>().GenerationAsync(Token));
    }

    private static Task<WorkerHost> StartAsync(Func<RecoveryContext, CancellationToken, Task> run, Action<AutoRecoverOptions>? configure = null) =>
        WorkerHost.StartAsync(add: components =>
        {
            components.Services.AddSingleton(new LoopScript(run));
            components.AddCleaner<Cleaner>(configure);
        });

    private static ComponentSnapshot Snapshot(WorkerHost host) =>
        host.Supervision.Snapshot().Components.Single(static component => component.Name == "Cleaner");

    // Without what the worker does that stands beside it.
    private static IEnumerable<string> Lines(WorkerHost host) => host.Log.Lines.Where(static line =>
        line.StartsWith("loop", StringComparison.Ordinal) || line.StartsWith("end", StringComparison.Ordinal));

    private static Task UntilRunsAsync(WorkerHost host, int generation) => host.UntilAsync(
        () => Lines(host).Any(line => line.StartsWith($"loop {generation}", StringComparison.Ordinal)) && Snapshot(host).State == ComponentState.Open, Step);
}
