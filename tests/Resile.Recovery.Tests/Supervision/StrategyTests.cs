using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>Which components restart when one fails, in which order, and what that counts for.</summary>
public sealed class StrategyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_for_one_restarts_the_failed_one_alone()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.OneForOne);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(1, 2, 1);

        Assert.Equal(["end Second 1", "start Second 2 Crashed"], host.Lines);
    }

    [Fact]
    public async Task One_for_all_ends_all_in_reverse_order_and_starts_them_in_order()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.OneForAll);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(
            [
                "end Third 1", "end Second 1", "end First 1",
                "start First 2 RestartedAlong", "start Second 2 Crashed", "start Third 2 RestartedAlong",
            ],
            host.Lines);
    }

    [Fact]
    public async Task Rest_for_one_takes_along_those_registered_later()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(1, 2, 2);

        Assert.Equal(["end Third 1", "end Second 1", "start Second 2 Crashed", "start Third 2 RestartedAlong"], host.Lines);
    }

    [Fact]
    public async Task Events_say_for_each_component_why_it_restarted()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(1, 2, 2);

        Assert.Equal(
            [
                "Crashed Second 1 Crashed", "RestartingAlong Third 1 RestartedAlong Second",
                "Restarted Second 2 Crashed", "Restarted Third 2 RestartedAlong Second",
            ],
            await host.StopAndReadAsync());
    }

    [Fact]
    public async Task Failure_counts_once_and_costs_nothing_to_those_taken_along()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.OneForAll, components: static options => options.MaxRestarts = 1);

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 2, 2);
        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(3, 3, 3);
        await host.CrashAsync("Third");
        await host.UntilGenerationsAsync(4, 4, 4);
        Assert.Equal(0, host.Snapshot.ServiceRestarts);

        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Snapshot.ServiceRestarts == 1, TimeSpan.FromMilliseconds(20));
        await host.UntilGenerationsAsync(5, 5, 5);
        Assert.Contains("start Third 5 ServiceRestarted", host.Lines);
    }

    [Fact]
    public async Task Calls_wait_for_those_taken_along_as_for_the_failed_one()
    {
        var mayStart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);
        host.Log.OnStart = (context, _) => context.Component == "First" ? mayStart.Task : Task.CompletedTask;
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.Starting, TimeSpan.FromMilliseconds(1));

        var calls = new[] { "First", "Second", "Third" }.Select(name => host.Member(name).GenerationAsync(Token).AsTask()).ToArray();
        Assert.DoesNotContain(calls, static call => call.IsCompleted);
        Assert.Equal(ComponentState.Stopped, host.Of("Third").State);
        mayStart.SetResult();

        var generations = await Task.WhenAll(calls);
        Assert.Equal([2, 2, 2], generations);
    }

    [Fact]
    public async Task Running_calls_of_those_taken_along_may_finish_and_the_failed_one_ends_after_them()
    {
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);
        var running = host.Member("Third").WorkAsync(() => mayEnd.Task, Token);

        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("Third").State == ComponentState.Draining, TimeSpan.FromMilliseconds(1));
        Assert.Empty(host.Lines);
        mayEnd.SetResult();

        Assert.Equal(1, await running);
        await host.UntilGenerationsAsync(2, 2, 2);
        Assert.Equal(["end Third 1", "end Second 1", "end First 1"], host.Lines.Take(3));
    }

    [Theory]
    [InlineData("Foo", "Resile:Supervisors:Service:Strategy")]
    [InlineData("7", "'Resile:Supervisors:Service:Strategy' is '7'; it has to be one of 'OneForOne', 'OneForAll', 'RestForOne'")]
    public async Task Strategy_that_does_not_exist_keeps_the_host_from_starting(string value, string message)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => WorkerHost.StartAsync(
            configuration: new() { ["Resile:Supervisors:Service:Strategy"] = value }));

        Assert.True(refusal is OptionsValidationException or InvalidOperationException, refusal.ToString());
        Assert.Contains(message, refusal.Message);
    }

    [Fact]
    public async Task Configuration_has_the_last_word_on_the_strategy()
    {
        await using var host = await WorkerHost.StartAsync(
            add: static components => components.AddHelper<Helper>(),
            configuration: new() { ["Resile:Supervisors:Service:Strategy"] = "OneForAll" });

        await host.CrashAsync<InvalidDataException>();
        await host.UntilAsync(() => host.Supervision.Snapshot().Components.All(
            static component => component is { Generation: 2, State: ComponentState.Open }), TimeSpan.FromMilliseconds(20));

        Assert.Equal(["start 1 Started", "dispose helper 1", "dispose 1", "start 2 Crashed"], host.Log.Lines);
    }
}
