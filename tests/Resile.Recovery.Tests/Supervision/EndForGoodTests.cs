using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>Components that are not restarted, because of their kind or of what their contract says, and what that means for those around them.</summary>
public sealed class EndForGoodTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Temporary_component_that_fails_ends_for_good_and_its_calls_say_so()
    {
        await using var host = await StartAsync(second: ChildRestart.Temporary);

        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended);

        var exception = await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Member("Second").GenerationAsync(Token).AsTask());
        Assert.Equal("'Second.GenerationAsync' was not called: it has failed, and is a temporary child of 'Group'.", exception.Message);
        Assert.Equal(["end Second 1"], host.Lines);
        await host.UntilAsync(() => host.Events.Contains("Ended Second 1"));
        Assert.Equal((1, 1, 1), host.Generations);
    }

    [Fact]
    public async Task Temporary_component_ends_with_a_sibling_that_restarts_all()
    {
        await using var host = await StartAsync(second: ChildRestart.Temporary, configure: static options => options.Strategy = SupervisionStrategy.OneForAll);

        await host.CrashAsync("Third");
        await host.UntilAsync(() => host.Of("Third") is { Generation: 2, State: ComponentState.Open }, TimeSpan.FromMilliseconds(20));

        Assert.Equal(["end Third 1", "end Second 1", "end First 1", "start First 2 RestartedAlong", "start Third 2 Crashed"], host.Lines);
        Assert.Equal(ComponentState.Ended, host.Of("Second").State);
    }

    [Fact]
    public async Task Component_that_has_ended_comes_back_with_its_whole_supervisor()
    {
        await using var host = await StartAsync(second: ChildRestart.Temporary);
        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended);

        await host.ThrowAsync<NotImplementedException>("First");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(2, await host.Member("Second").GenerationAsync(Token));
    }

    [Fact]
    public async Task Calls_wait_for_one_that_had_ended_while_its_supervisor_restarts()
    {
        var mayStart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(
            second: ChildRestart.Temporary,
            prepare: host => host.Log.OnStart = (context, _) => context is { Component: "Second", Generation: 2 } ? mayStart.Task : Task.CompletedTask);
        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended);

        await host.ThrowAsync<NotImplementedException>("First");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Starting);
        var call = host.Member("Second").GenerationAsync(Token);
        Assert.False(call.IsCompleted);
        mayStart.SetResult();

        Assert.Equal(2, await call);
    }

    [Fact]
    public async Task Transient_component_that_fails_is_restarted()
    {
        await using var host = await StartAsync(second: ChildRestart.Transient);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(1, 2, 1);
    }

    [Fact]
    public async Task Exception_listed_as_stop_ends_the_component_whatever_its_kind()
    {
        await using var host = await StartAsync();

        await host.ThrowAsync<NotSupportedException>("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended);

        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Member("Second").GenerationAsync(Token).AsTask());
        Assert.Equal(1, await host.Member("Third").GenerationAsync(Token));
    }

    [Fact]
    public async Task Exception_listed_as_resume_is_told_and_the_component_goes_on()
    {
        await using var host = await StartAsync();

        for (var time = 0; time < 20; time++)
        {
            await host.ThrowAsync<TimeoutException>("Second");
        }

        Assert.Equal(1, await host.Member("Second").GenerationAsync(Token));
        var events = await host.StopAndReadAsync();
        Assert.Equal(20, events.Count(static line => line == "Resumed Second 1"));
    }

    [Fact]
    public async Task Start_that_fails_as_the_contract_lists_as_stop_is_not_tried_again()
    {
        await using var host = await StartAsync(prepare: static host => host.Log.OnStart = static (context, _) =>
            context.Component == "Second" ? throw new NotSupportedException("This machine lacks what is needed.") : Task.CompletedTask);

        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Ended, TimeSpan.FromMilliseconds(20));

        Assert.Equal((1, 1, 1), host.Generations);
    }

    [Fact]
    public async Task Start_that_fails_as_the_contract_lists_as_escalate_restarts_the_supervisor()
    {
        await using var host = await StartAsync(prepare: static host => host.Log.OnStart = static (context, _) =>
            context is { Component: "Second", Generation: 1 } ? throw new NotImplementedException() : Task.CompletedTask);

        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(1, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Significant_component_that_ends_ends_its_supervisor()
    {
        await using var host = await StartAsync(
            second: ChildRestart.Temporary, isSignificant: true,
            configure: static options => (options.AutoShutdown, options.Restart) = (AutoShutdown.AnySignificant, ChildRestart.Transient));

        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.Ended);

        Assert.Equal(["end Second 1", "end Third 1", "end First 1"], host.Lines);
        var exception = await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Member("First").GenerationAsync(Token).AsTask());
        Assert.Equal("'First.GenerationAsync' was not called: its supervisor 'Group' has ended, because 'Second' has.", exception.Message);
        Assert.Equal(0, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Permanent_supervisor_that_ends_because_of_a_significant_child_is_restarted()
    {
        await using var host = await StartAsync(
            second: ChildRestart.Temporary, isSignificant: true, configure: static options => options.AutoShutdown = AutoShutdown.AnySignificant);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(2, await host.Member("Second").GenerationAsync(Token));
        Assert.Equal(1, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Supervisor_ends_when_all_significant_components_have_ended()
    {
        await using var host = await GroupHost.StartAsync(static builder => builder
            .Under("Group", static options => (options.AutoShutdown, options.Restart) = (AutoShutdown.AllSignificant, ChildRestart.Transient))
            .AddFirst<First>(static options => (options.Restart, options.IsSignificant) = (ChildRestart.Temporary, true))
            .AddSecond<Second>(static options => (options.Restart, options.IsSignificant) = (ChildRestart.Temporary, true))
            .AddThird<Third>());

        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.Ended);
        Assert.Equal(1, await host.Member("Third").GenerationAsync(Token));
        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("Third").State == ComponentState.Ended);
    }

    [Fact]
    public async Task Component_that_ends_and_is_not_significant_leaves_its_supervisor_running()
    {
        await using var host = await GroupHost.StartAsync(static builder => builder
            .Under("Group", static options => (options.AutoShutdown, options.Restart) = (AutoShutdown.AnySignificant, ChildRestart.Transient))
            .AddFirst<First>(static options => options.Restart = ChildRestart.Temporary)
            .AddSecond<Second>(static options => (options.Restart, options.IsSignificant) = (ChildRestart.Temporary, true))
            .AddThird<Third>());

        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Events.Contains("Ended First 1"));
        await host.RestartAsync("Third");

        Assert.Equal(["end First 1", "end Third 1", "start Third 2 Requested"], host.Lines);
        Assert.Equal(ComponentState.Open, host.Of("Second").State);
    }

    [Fact]
    public async Task Temporary_supervisor_that_used_up_its_restarts_ends_and_may_end_the_one_above()
    {
        await using var host = await GroupHost.StartAsync(static builder =>
        {
            var group = builder.Under("Group", static options => (options.AutoShutdown, options.Restart) = (AutoShutdown.AnySignificant, ChildRestart.Temporary))
                .AddFirst<First>();
            group.Under("Inner", static options => (options.Restart, options.IsSignificant) = (ChildRestart.Temporary, true))
                .AddSecond<Second>().AddThird<Third>();
        });

        await host.ThrowAsync<NotImplementedException>("Third");
        await host.UntilAsync(() => host.Of("First").State == ComponentState.Ended);

        Assert.Equal(["end Third 1", "end Second 1", "end First 1"], host.Lines);
        Assert.Empty(host.SystemReasons);
    }

    private static Task<GroupHost> StartAsync(
        ChildRestart second = ChildRestart.Permanent, bool isSignificant = false, Action<SupervisorOptions>? configure = null, Action<WorkerHost>? prepare = null) =>
        GroupHost.StartAsync(
            builder => builder.Under("Group", configure).AddFirst<First>()
                .AddSecond<Second>(options => (options.Restart, options.IsSignificant) = (second, isSignificant)).AddThird<Third>(),
            prepare);
}
