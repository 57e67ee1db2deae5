using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>Supervisors under supervisors: who restarts when a child has used up its restarts, and what that counts for.</summary>
public sealed class TreeTests
{
    [Fact]
    public async Task Component_that_used_up_its_restarts_restarts_its_supervisor_and_no_other()
    {
        await using var host = await StartAsync(inner: static options => options.Strategy = SupervisionStrategy.OneForOne, restarts: 0);

        await host.CrashAsync("Second");
        await host.UntilGenerationsAsync(1, 2, 2);

        Assert.Equal(
            ["end Third 1", "end Second 1", "start Second 2 ServiceRestarted", "start Third 2 ServiceRestarted"],
            host.Lines);
        Assert.Equal(1, host.Snapshot.ServiceRestarts);
        await host.UntilAsync(() => host.Events.Contains("ServiceRestarting Inner 0"));
        await host.UntilAsync(() => host.Events.Contains("ServiceRestarted Inner 0"));
        Assert.Empty(host.SystemReasons);
    }

    [Fact]
    public async Task Supervisor_that_used_up_its_restarts_restarts_the_one_above()
    {
        await using var host = await StartAsync(inner: static options => options.MaxRestarts = 0, restarts: 0);

        await host.CrashAsync("Third");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(
            ["end Third 1", "end Second 1", "end First 1", "start First 2 ServiceRestarted", "start Second 2 ServiceRestarted", "start Third 2 ServiceRestarted"],
            host.Lines);
        Assert.Equal(1, host.Snapshot.ServiceRestarts);
        Assert.Empty(host.SystemReasons);
    }

    [Fact]
    public async Task Reason_for_the_system_names_each_rung_that_was_used_up()
    {
        await using var host = await StartAsync(static options => options.MaxRestarts = 0, static options => options.MaxRestarts = 0, restarts: 0);

        await host.CrashAsync("Third");
        await host.UntilAsync(() => host.SystemReasons.Count > 0);

        Assert.Equal(
            ["Service 'Group' has used up its 0 restarts in 00:05:00: Service 'Inner' has used up its 0 restarts in 00:05:00: "
                + "'Third' has used up its 0 restarts in 00:00:30."],
            host.SystemReasons);
        Assert.True(host.Snapshot.IsSystemRestarting);
    }

    [Fact]
    public async Task Supervisor_begins_with_new_budgets_after_the_one_above_has_restarted()
    {
        await using var host = await StartAsync(inner: static options => options.MaxRestarts = 1, restarts: 0);

        await host.CrashAsync("Third");
        await host.UntilGenerationsAsync(1, 2, 2);
        await host.CrashAsync("Third");
        await host.UntilGenerationsAsync(2, 3, 3);
        await host.CrashAsync("Third");
        await host.UntilGenerationsAsync(2, 4, 4);

        Assert.Equal(3, host.Snapshot.ServiceRestarts);
        Assert.Empty(host.SystemReasons);
    }

    [Fact]
    public async Task Components_that_use_up_their_restarts_at_once_restart_their_supervisor_once()
    {
        await using var host = await StartAsync(inner: static options => options.MaxRestarts = 100, restarts: 0);
        for (var round = 1; round <= 20; round++)
        {
            var fail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            async Task FailAsync()
            {
                await fail.Task;
                throw new InvalidDataException();
            }

            var calls = new[] { "Second", "Third" }.Select(name => host.Member(name).WorkAsync(FailAsync, TestContext.Current.CancellationToken)).ToArray();
            fail.SetResult();
            await Assert.ThrowsAsync<InvalidDataException>(() => calls[0]);
            await Assert.ThrowsAsync<InvalidDataException>(() => calls[1]);
            await host.UntilGenerationsAsync(1, round + 1, round + 1);
        }

        Assert.Equal(20, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Strategy_takes_a_supervisor_along_with_all_that_is_under_it()
    {
        await using var host = await StartAsync(static options => options.Strategy = SupervisionStrategy.RestForOne);

        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(
            ["end Third 1", "end Second 1", "end First 1", "start First 2 Crashed", "start Second 2 RestartedAlong", "start Third 2 RestartedAlong"],
            host.Lines);
        await host.UntilAsync(() => host.Events.Contains("Restarted Third 2 RestartedAlong First"));
        Assert.Equal(0, host.Snapshot.ServiceRestarts);
    }

    [Fact]
    public async Task Strategy_takes_components_along_with_a_supervisor_that_restarts()
    {
        await using var host = await GroupHost.StartAsync(static builder =>
        {
            var group = builder.Under("Group", static options => options.Strategy = SupervisionStrategy.OneForAll);
            group.Under("Inner").AddSecond<Second>().AddThird<Third>();
            group.AddFirst<First>();
        });

        await host.ThrowAsync<NotImplementedException>("Second");
        await host.UntilGenerationsAsync(2, 2, 2);

        Assert.Equal(
            ["end First 1", "end Third 1", "end Second 1", "start Second 2 ServiceRestarted", "start Third 2 ServiceRestarted", "start First 2 RestartedAlong"],
            host.Lines);
        await host.UntilAsync(() => host.Events.Contains("Restarted First 2 RestartedAlong Inner"));
    }

    [Fact]
    public async Task Parent_and_child_that_fail_at_once_end_and_start_in_order()
    {
        var host = await StartAsync(
            static options => options.Strategy = SupervisionStrategy.OneForAll, static options => options.Strategy = SupervisionStrategy.RestForOne, restarts: 1);
        host.Log.OnDispose = context => context is { Component: "Second", Generation: 1 } ? new(Task.Delay(TimeSpan.FromMilliseconds(50), host.Time)) : default;

        await host.CrashAsync("Second");
        await host.CrashAsync("First");
        var third = host.ThrowAsync<NotImplementedException>("Third");
        await host.UntilAsync(
            () => third.IsCompleted && host.Snapshot.Components.All(static component => component.State == ComponentState.Open)
                && GroupOrder.Alive(host.Log.Lines).Count() == 3,
            TimeSpan.FromMilliseconds(20));

        Assert.Empty(host.SystemReasons);

        // Another restart may have begun meanwhile: the order holds to the end.
        await host.DisposeAsync();
        Assert.Empty(GroupOrder.Alive(host.Log.Lines));
    }

    [Fact]
    public async Task Start_that_hangs_under_a_supervisor_is_stopped_with_the_one_above()
    {
        await using var host = await StartAsync(
            static options => options.Strategy = SupervisionStrategy.OneForAll,
            static options => options.Strategy = SupervisionStrategy.RestForOne,
            prepare: host => host.Log.OnStart = (context, token) =>
                context is { Component: "Second", Generation: 2 } ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask);

        await host.CrashAsync("Second");
        await host.UntilAsync(() => host.Of("Second").State == ComponentState.Starting);
        await host.CrashAsync("First");
        await host.UntilGenerationsAsync(2, 3, 2);

        Assert.Equal(["First", "Second", "Third"], GroupOrder.Alive(host.Log.Lines));
    }

    [Fact]
    public async Task Snapshot_shows_the_tree()
    {
        await using var host = await StartAsync(static options => options.Strategy = SupervisionStrategy.RestForOne);

        Assert.Equal(
            [
                new SupervisorSnapshot("Service", null, SupervisionStrategy.OneForOne, ComponentState.Open, 0, 1, 1),
                new SupervisorSnapshot("Group", null, SupervisionStrategy.RestForOne, ComponentState.Open, 0, 2, 2),
                new SupervisorSnapshot("Inner", "Group", SupervisionStrategy.OneForOne, ComponentState.Open, 0, 2, 2),
            ],
            host.Snapshot.Supervisors);
        Assert.Equal(["Worker", "First", "Second", "Third"], host.Snapshot.Components.Select(static component => component.Name));
        Assert.Equal("Inner", host.Of("Third").Supervisor);
    }

    [Fact]
    public async Task Host_that_stops_while_a_supervisor_restarts_ends_all()
    {
        var host = await StartAsync(restarts: 0);
        host.Log.OnDispose = context => context is { Component: "Third", Generation: 1 } ? new(Task.Delay(TimeSpan.FromMilliseconds(100), host.Time)) : default;

        await host.ThrowAsync<NotImplementedException>("Second");
        await host.UntilAsync(() => host.Log.Lines.Contains("end Third 1"));
        await host.DisposeAsync();

        Assert.Empty(GroupOrder.Alive(host.Log.Lines));
    }

    [Fact]
    public void Supervisor_that_stands_elsewhere_is_refused()
    {
        var components = new ComponentsBuilder(new ServiceCollection());
        components.Under("Billing").Under("Ledgers");

        var exception = Assert.Throws<InvalidOperationException>(() => components.Under("Shipping").Under("Ledgers"));
        Assert.Equal("The supervisor 'Ledgers' cannot stand under 'Shipping': it stands under 'Billing' already. Give one of the two another name.", exception.Message);
        Assert.Throws<InvalidOperationException>(() => components.Under("Billing").Under("Billing"));
        Assert.Throws<InvalidOperationException>(() => components.Under("System"));
        components.Under("Billing").Under("Ledgers");
    }

    [Fact]
    public void Component_that_stands_elsewhere_is_refused()
    {
        var components = new ComponentsBuilder(new ServiceCollection());
        components.Under("Billing").AddFirst<First>();

        var exception = Assert.Throws<InvalidOperationException>(() => components.AddFirst<First>());
        Assert.Equal("The component 'First' cannot stand under 'Service': it stands under 'Billing' already. Add it once.", exception.Message);
        components.Under("Billing").AddFirst<First>();
    }

    // Group holds First and Inner; Inner holds Second and Third.
    private static Task<GroupHost> StartAsync(
        Action<SupervisorOptions>? group = null, Action<SupervisorOptions>? inner = null, int restarts = 5, Action<WorkerHost>? prepare = null) =>
        GroupHost.StartAsync(
            builder =>
            {
                void Limit(AutoRecoverOptions options) => options.MaxRestarts = restarts;
                var outer = builder.Under("Group", group).AddFirst<First>(Limit);
                outer.Under("Inner", inner).AddSecond<Second>(Limit).AddThird<Third>(Limit);
            },
            prepare);
}
