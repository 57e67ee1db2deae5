using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>What else goes wrong while several components restart together.</summary>
public sealed class StrategyFaultTests
{
    private static readonly string[] All = ["First", "Second", "Third"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_fails_while_another_takes_it_along_is_restarted_with_it_and_keeps_its_budget()
    {
        var mayEnd = Gate();
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne, components: static options => options.MaxRestarts = 1);
        var running = host.Member("Third").WorkAsync(() => mayEnd.Task, Token);
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("Third").State == ComponentState.Draining, TimeSpan.FromMilliseconds(1));

        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Events.Contains("Crashed Second 1 Crashed"));
        mayEnd.SetResult();
        await running;
        await host.UntilGenerationsAsync(2, 2, 2);
        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(2, 3, 3);

        Assert.Equal(0, host.Snapshot.ServiceRestarts);
        Assert.Equal(
            [
                "end Third 1", "end Second 1", "end First 1", "start First 2 Crashed", "start Second 2 Crashed", "start Third 2 RestartedAlong",
                "end Third 2", "end Second 2", "start Second 3 Crashed", "start Third 3 RestartedAlong",
            ],
            host.Lines);
    }

    [Fact]
    public async Task One_that_fails_while_those_after_it_start_takes_their_restart_over()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);
        host.Log.OnStart = static (context, stop) =>
            context is { Component: "Second", Generation: 2 } ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask;
        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Starting, TimeSpan.FromMilliseconds(1));

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 3, 2);

        Assert.Equal(
            [
                "end Third 1", "end Second 1", "end Second 2", "end First 1",
                "start First 2 Crashed", "start Second 3 Crashed", "start Third 2 RestartedAlong",
            ],
            host.Lines);
    }

    [Fact]
    public async Task One_that_hangs_while_it_ends_is_left_behind_and_counted_and_the_others_go_on()
    {
        var release = Gate();
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.OneForAll);
        host.Log.OnDispose = context => context is { Component: "Third", Generation: 1 } ? new(release.Task) : ValueTask.CompletedTask;
        var hanging = host.Member("Second").WorkAsync(() => release.Task, Token);

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 2, 2);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => hanging);
        Assert.Equal((0, 1, 1), (host.Of("First").Zombies, host.Of("Second").Zombies, host.Of("Third").Zombies));
        release.SetResult();
        await host.UntilAsync(() => host.Snapshot.Components.All(static component => component.Zombies == 0), TimeSpan.FromMilliseconds(20));
        Assert.Contains("end Second 1", host.Lines);
    }

    [Fact]
    public async Task Calls_of_one_that_hangs_are_answered_before_those_that_wait_for_it_are_ended()
    {
        var release = Gate();
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);
        var hanging = host.Member("First").WorkAsync(() => release.Task, Token);
        host.Time.Advance(TimeSpan.FromMilliseconds(500));
        var dependent = host.Member("Second").WorkAsync(() => host.Member("First").WorkAsync(() => release.Task, Token), Token);

        await host.UntilGenerationsAsync(2, 2, 2);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => hanging);
        Assert.Equal("First", (await Assert.ThrowsAsync<OutcomeUnknownException>(() => dependent)).Component);
        release.SetResult();
        Assert.DoesNotContain("Abandoned Second 1", await host.StopAndReadAsync());
    }

    [Fact]
    public async Task Start_that_fails_in_the_middle_of_all_ends_those_that_have_started()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.OneForAll);
        FailStart(host, 2);

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(3, 3, 2);

        Assert.Equal(
            [
                "end Third 1", "end Second 1", "end First 1", "start First 2 Crashed", "end Second 2", "end First 2",
                "start First 3 RestartedAlong", "start Second 3 RestartedAlong", "start Third 2 RestartedAlong",
            ],
            host.Lines);
        var events = await host.StopAndReadAsync();
        Assert.Contains("StartFailed Second 2 StartFailed", events);
        Assert.Contains("Restarted First 3 RestartedAlong Second", events);
    }

    [Fact]
    public async Task Start_that_fails_in_the_middle_of_the_rest_leaves_those_before_it_alone()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);
        FailStart(host, 2);

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 3, 2);

        Assert.Equal(
            [
                "end Third 1", "end Second 1", "end First 1", "start First 2 Crashed", "end Second 2",
                "start Second 3 RestartedAlong", "start Third 2 RestartedAlong",
            ],
            host.Lines);
    }

    [Fact]
    public async Task One_that_fails_again_while_those_after_it_are_tried_again_is_restarted_again()
    {
        await using var host = await GroupHost.StartAsync(SupervisionStrategy.RestForOne);
        host.Log.OnStart = static (context, stop) => context switch
        {
            { Component: "Second", Generation: 2 } => throw new IOException("not yet"),
            { Component: "Second", Generation: 3 } => Task.Delay(Timeout.Infinite, stop),
            _ => Task.CompletedTask,
        };
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("Second") is { Generation: 3, State: ComponentState.Starting }, TimeSpan.FromMilliseconds(20));

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(3, 4, 2);
    }

    [Theory]
    [InlineData(SupervisionStrategy.OneForOne, 1, 2, 1)]
    [InlineData(SupervisionStrategy.RestForOne, 1, 2, 1)]
    [InlineData(SupervisionStrategy.OneForAll, 2, 2, 1)]
    public async Task First_start_that_fails_follows_the_strategy(SupervisionStrategy strategy, int first, int second, int third)
    {
        await using var host = await GroupHost.StartAsync(strategy, prepare: static host => host.Log.OnStart = static (context, _) =>
            context is { Component: "Second", Generation: 1 } ? throw new IOException("not yet") : Task.CompletedTask);

        await host.UntilGenerationsAsync(first, second, third);

        Assert.Contains("start Second 2 StartFailed", host.Log.Lines);
        Assert.Contains("start Third 1 Started", host.Log.Lines);
    }

    [Theory]
    [InlineData(SupervisionStrategy.OneForAll)]
    [InlineData(SupervisionStrategy.RestForOne)]
    public async Task One_that_fails_while_those_after_it_start_for_the_first_time_is_restarted_with_them(SupervisionStrategy strategy)
    {
        await using var host = await GroupHost.StartAsync(strategy, prepare: static host => host.Log.OnStart = async (context, _) =>
        {
            if (context is { Component: "Second", Generation: 1 })
            {
                await Assert.ThrowsAsync<InvalidDataException>(() =>
                    host.Services.GetRequiredService<IFirst>().WorkAsync(static () => throw new InvalidDataException(), Token));
                throw new IOException("not yet");
            }
        });

        await host.UntilGenerationsAsync(2, 2, 1);

        Assert.Equal(All, GroupOrder.Alive(host.Log.Lines));
    }

    [Theory]
    [InlineData(SupervisionStrategy.OneForAll)]
    [InlineData(SupervisionStrategy.RestForOne)]
    public async Task Start_that_always_fails_uses_up_its_own_budget_then_that_of_the_supervisor(SupervisionStrategy strategy)
    {
        await using var host = await GroupHost.StartAsync(strategy, static options => options.MaxRestarts = 1,
            static options => (options.MaxRestarts, options.ShortestPause, options.LongestPause) = (1, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)));
        host.Log.OnStart = static (context, _) => context.Component == "Second" ? throw new IOException("never again") : Task.CompletedTask;

        await host.CrashAsync("First");
        await host.UntilAsync(() => host.SystemReasons.Count > 0, TimeSpan.FromMilliseconds(5));

        Assert.Contains("'Second' has used up its 1 restarts", Assert.Single(host.SystemReasons));
        Assert.Equal(1, host.Snapshot.ServiceRestarts);
    }

    [Theory]
    [InlineData(ComponentState.Draining)]
    [InlineData(ComponentState.Starting)]
    [InlineData(ComponentState.BackingOff)]
    public async Task Host_that_stops_in_the_middle_ends_what_runs_and_answers_who_waits(ComponentState state)
    {
        var never = Gate();
        var host = await GroupHost.StartAsync(SupervisionStrategy.OneForAll);
        host.Log.OnStart = (context, stop) => context.Component != "Second" ? Task.CompletedTask
            : state == ComponentState.BackingOff ? throw new IOException("never again") : Task.Delay(Timeout.Infinite, stop);
        var running = state == ComponentState.Draining ? host.Member("Second").WorkAsync(() => never.Task, Token) : null;
        await host.CrashAsync("First");
        await host.UntilAsync(() => host.Of("Second").State == state);
        var waiting = host.Member("Third").GenerationAsync(Token).AsTask();

        await host.DisposeAsync();

        Assert.Contains("its host is stopping", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting)).Message);
        Assert.All(host.Snapshot.Components, static component => Assert.Equal(ComponentState.Stopped, component.State));
        if (running is not null)
        {
            await Assert.ThrowsAsync<OutcomeUnknownException>(() => running);
            never.SetResult();
            await host.UntilAsync(() => host.Lines.Contains("end Second 1"), TimeSpan.FromMilliseconds(20));
        }

        Assert.All(
            host.Log.Lines.Select(static line => line.Split(' ')).Where(static line => line is ["start", _, _, _]),
            line => Assert.Contains($"end {line[1]} {line[2]}", host.Log.Lines));
    }

    [Theory]
    [InlineData(SupervisionStrategy.OneForAll, 1)]
    [InlineData(SupervisionStrategy.OneForAll, 2)]
    [InlineData(SupervisionStrategy.RestForOne, 3)]
    [InlineData(SupervisionStrategy.RestForOne, 4)]
    public async Task Random_failures_keep_the_order_and_all_come_back(SupervisionStrategy strategy, int seed)
    {
        var random = new Random(seed);
        var failing = new Random(seed);
        var host = await GroupHost.StartAsync(strategy, components: static options =>
            (options.MaxRestarts, options.ShortestPause, options.LongestPause) = (1_000, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)));
        host.Log.OnStart = (_, _) =>
        {
            lock (failing)
            {
                return failing.NextDouble() < 0.1 ? Task.FromException(new IOException("not yet")) : Task.CompletedTask;
            }
        };

        for (var round = 0; round < 100; round++)
        {
            var failed = All.Where(_ => random.NextDouble() < 0.5).Select(host.CrashAsync).ToArray();
            await host.UntilAsync(() => failed.All(static call => call.IsCompleted), TimeSpan.FromMilliseconds(1));
            await Task.WhenAll(failed);
        }

        await host.UntilAsync(() => host.Snapshot.Components.All(static component => component.State == ComponentState.Open), TimeSpan.FromMilliseconds(1));
        Assert.Equal(All, GroupOrder.Alive(host.Log.Lines));
        await host.DisposeAsync();
        Assert.Empty(GroupOrder.Alive(host.Log.Lines));
        Assert.Equal(0, host.Snapshot.ServiceRestarts);
    }

    private static void FailStart(GroupHost host, int generation) => host.Log.OnStart = (context, _) =>
        context.Component == "Second" && context.Generation == generation ? throw new IOException("not yet") : Task.CompletedTask;

    private static TaskCompletionSource Gate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
