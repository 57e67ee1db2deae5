using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>Restarts that are asked for, and ends for good, while other restarts run: nobody starts twice, and nobody is forgotten.</summary>
public sealed class OverlapTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_while_the_service_ends_does_not_start_a_component_beside_it()
    {
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(SupervisionStrategy.OneForOne);
        var running = host.Member("Third").WorkAsync(() => mayEnd.Task, Token);
        await host.ThrowAsync<NotImplementedException>("First");
        await host.UntilAsync(() => host.Of("Third").State == ComponentState.Draining);

        var requested = host.Supervision.RestartAsync("Second", Token);
        mayEnd.SetResult();
        await running;
        await host.UntilAsync(() => requested.IsCompleted, Step);
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Single(host.Lines, static line => line.StartsWith("start Second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_while_the_service_starts_is_met_by_that_start()
    {
        var mayStart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(SupervisionStrategy.OneForOne);
        host.Log.OnStart = (context, _) => context is { Component: "First", Generation: 2 } ? mayStart.Task : Task.CompletedTask;
        await host.ThrowAsync<NotImplementedException>("First");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.Starting, Step);

        var requested = host.Supervision.RestartAsync("Second", Token);
        await Task.Delay(20, Token);
        mayStart.SetResult();
        await host.UntilAsync(() => requested.IsCompleted, Step);
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Single(host.Lines, static line => line.StartsWith("start Second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_while_a_restart_of_several_waits_keeps_none_of_them_from_starting()
    {
        await using var host = await StartAsync(SupervisionStrategy.RestForOne, third: ChildRestart.Temporary);
        await host.CrashAsync("Third");
        await host.UntilAsync(() => host.Of("Third").State == ComponentState.Ended, Step);
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("First") is { State: ComponentState.Open, Generation: 2 } && host.Of("Second").State == ComponentState.Open, Step);
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.BackingOff);

        await host.RestartAsync("Third");

        await host.UntilGenerationsAsync(3, 3, 2);
    }

    [Fact]
    public async Task End_for_good_of_one_lets_those_go_on_that_restart_after_it()
    {
        await using var host = await StartAsync(SupervisionStrategy.RestForOne);
        host.Log.OnStart = static (context, _) => context is { Component: "Second", Generation: 2 or 3 } ? throw new InvalidDataException() : Task.CompletedTask;
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.BackingOff && host.Of("First").State == ComponentState.Open);

        await host.ThrowAsync<NotSupportedException>("First");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.Ended, Step);

        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Open && host.Of("Third").State == ComponentState.Open, Step);
    }

    [Fact]
    public async Task Start_after_which_one_ends_for_good_lets_those_start_that_restart_after_it()
    {
        await using var host = await StartAsync(SupervisionStrategy.RestForOne);
        host.Log.OnStart = static (context, _) => context is { Component: "Second", Generation: 2 } ? throw new NotSupportedException() : Task.CompletedTask;

        await host.CrashAsync("First");

        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended && host.Of("Third") is { State: ComponentState.Open, Generation: 2 }, Step);
    }

    [Theory]
    [InlineData(SupervisionStrategy.RestForOne)]
    [InlineData(SupervisionStrategy.OneForAll)]
    public async Task Temporary_one_that_does_not_start_with_its_service_lets_the_others_start(SupervisionStrategy strategy)
    {
        await using var host = await StartAsync(strategy, second: ChildRestart.Temporary);
        host.Log.OnStart = static (context, _) => context is { Component: "Second", Generation: 2 } ? throw new InvalidDataException() : Task.CompletedTask;

        await host.ThrowAsync<NotImplementedException>("First");

        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended && host.Of("Third") is { State: ComponentState.Open, Generation: 2 }, Step);
    }

    [Fact]
    public async Task One_that_had_ended_and_is_taken_along_says_so()
    {
        await using var host = await StartAsync(SupervisionStrategy.OneForAll);
        await host.ThrowAsync<NotSupportedException>("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended, Step);

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Contains("start Second 2 RestartedAlong", host.Lines);
    }

    private static Task<GroupHost> StartAsync(
        SupervisionStrategy strategy, ChildRestart second = ChildRestart.Permanent, ChildRestart third = ChildRestart.Permanent) =>
        GroupHost.StartAsync(builder => builder.Under("Group", options => options.Strategy = strategy)
            .AddFirst<First>().AddSecond<Second>(options => options.Restart = second).AddThird<Third>(options => options.Restart = third));
}
