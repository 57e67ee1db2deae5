using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Resile.Recovery.Supervision;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>From the component to its service, and from the service to the system.</summary>
public sealed class LadderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Escalation_restarts_all_children_in_reverse_and_in_order()
    {
        await using var host = await WorkerHost.StartAsync(add: static components => components.AddHelper<Helper>());
        Assert.Equal(1, await host.Services.GetRequiredService<IHelper>().GenerationAsync(Token));

        await host.CrashAsync<NotImplementedException>();
        await host.UntilAsync(() => host.Supervision.Snapshot().ServiceRestarts == 1, TimeSpan.FromMilliseconds(10));

        Assert.Equal(2, await host.Services.GetRequiredService<IHelper>().GenerationAsync(Token));
        Assert.Equal(["start 1 Started", "dispose helper 1", "dispose 1", "start 2 ServiceRestarted"], host.Log.Lines);
    }

    [Fact]
    public async Task Component_that_uses_up_its_restarts_takes_its_service_along_and_that_the_system()
    {
        await using var host = await WorkerHost.StartAsync(
            static options => (options.MaxRestarts, options.ShortestPause, options.LongestPause) = (2, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)),
            static components => components.Services.Configure<SupervisorOptions>("Service", static options => options.MaxRestarts = 1));
        var crashes = 0;
        while (host.System.Reasons.Count == 0)
        {
            await host.CrashAsync<InvalidDataException>();
            crashes++;
            await host.UntilAsync(() => host.Snapshot.State == ComponentState.Open && host.Snapshot.Generation > crashes || host.System.Reasons.Count > 0,
                TimeSpan.FromMilliseconds(1));
        }

        // Two restarts, then the service; two more, then the system.
        Assert.Equal(6, crashes);
        Assert.Equal(1, host.Supervision.Snapshot().ServiceRestarts);
        Assert.True(host.Supervision.Snapshot().IsSystemRestarting);
        Assert.Contains("Service 'Service' has used up its 1 restarts", Assert.Single(host.System.Reasons));
    }

    [Fact]
    public async Task Calls_that_wait_when_the_system_restarts_are_told_so_and_keep_no_host_from_stopping()
    {
        await using var host = await StartAtTopAsync();
        await host.CrashAsync<NotImplementedException>();
        var waiting = host.Worker.GenerationAsync(Token).AsTask();

        await host.UntilAsync(() => waiting.IsCompleted, TimeSpan.FromMilliseconds(20));

        var exception = await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting);
        Assert.Equal("'Worker.GenerationAsync' was not called: the system restarts. Call it again after that.", exception.Message);
        Assert.True(host.Time.GetUtcNow() - host.Time.Start < TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Worker.GenerationAsync(Token).AsTask());
    }

    [Fact]
    public async Task Component_that_comes_back_while_the_system_restarts_takes_calls_until_its_host_stops()
    {
        await using var host = await StartAtTopAsync(static components => components.Under("Apart").AddFirst<First>());
        var (first, start) = (host.Services.GetRequiredService<IFirst>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await host.CrashAsync<NotImplementedException>();
        await host.UntilAsync(() => host.System.Reasons.Count == 1);

        host.Log.OnStart = (_, _) => start.Task;
        await Assert.ThrowsAsync<InvalidDataException>(() => first.WorkAsync(static () => throw new InvalidDataException(), Token));
        var waiting = first.GenerationAsync(Token).AsTask();
        await host.UntilAsync(() => waiting.IsCompleted, TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting);
        start.SetResult();
        await host.UntilAsync(() => host.Supervision.Snapshot().Components.Single(static component => component.Name == "First").State == ComponentState.Open);

        Assert.Equal(2, await host.FinishAsync(first.GenerationAsync(Token)));
    }

    [Fact]
    public async Task Supervision_that_has_started_nothing_can_be_stopped()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(new WorkerLog());
        new ComponentsBuilder(builder.Services).AddWorker<Worker>();
        using var host = builder.Build();

        await host.Services.GetRequiredService<SupervisionRoot>().StoppedAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Host_that_fails_to_start_ends_the_components_that_it_has_started()
    {
        var log = new WorkerLog();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(log);
        new ComponentsBuilder(builder.Services).AddWorker<Worker>();
        builder.Services.AddHostedService(static _ => new BrokenService());
        var host = builder.Build();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Token));
        host.Dispose();

        Assert.Equal(["start 1 Started", "dispose 1"], log.Lines);
    }

    [Fact]
    public async Task Fatal_exception_restarts_the_system_at_once()
    {
        await using var host = await WorkerHost.StartAsync();

        await host.CrashAsync<OutOfMemoryException>();
        await host.UntilAsync(() => host.System.Reasons.Count == 1);

        Assert.Contains("'Worker' threw OutOfMemoryException", host.System.Reasons[0]);
    }

    [Fact]
    public async Task Supervisor_of_its_own_keeps_a_component_apart()
    {
        await using var host = await WorkerHost.StartAsync(add: static components => components.Under("Apart").AddHelper<Helper>());

        await host.CrashAsync<NotImplementedException>();
        await host.UntilAsync(() => host.Supervision.Snapshot().ServiceRestarts == 1, TimeSpan.FromMilliseconds(10));

        Assert.Equal(1, await host.Services.GetRequiredService<IHelper>().GenerationAsync(Token));
        Assert.Equal(["Apart", "Service"], host.Supervision.Snapshot().Components.Select(static component => component.Supervisor).Order());
    }

    [Fact]
    public async Task Events_tell_what_happened_in_order()
    {
        await using var host = await WorkerHost.StartAsync();
        var events = host.Supervision.WatchAsync(Token).GetAsyncEnumerator(Token);

        await host.CrashAsync<InvalidDataException>();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal((SupervisionEventKind.Crashed, "Worker", 1), (events.Current.Kind, events.Current.Component, events.Current.Generation));
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((SupervisionEventKind.Restarted, 2), (events.Current.Kind, events.Current.Generation));
        await events.DisposeAsync();
    }

    [Fact]
    public async Task Process_stays_alive_and_is_not_ready_while_a_component_restarts()
    {
        await using var host = await WorkerHost.StartAsync();
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync("ready"));
        host.Log.OnStart = (_, _) => start.Task;

        await host.CrashAsync<InvalidDataException>();
        await host.UntilAsync(() => host.Snapshot.State != ComponentState.Open);

        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync("ready"));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync("live"));
        start.SetResult();
        Assert.Equal(2, await host.Worker.GenerationAsync(Token));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync("ready"));

        async Task<HealthStatus> HealthAsync(string tag) => (await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(registration => registration.Tags.Contains(tag), Token)).Status;
    }

    [Fact]
    public async Task Host_that_stops_while_a_component_backs_off_ends_and_tells_who_waits()
    {
        var host = await WorkerHost.StartAsync(static options => options.MaxRestarts = 1_000);
        host.Log.OnStart = static (_, _) => throw new IOException("never again");
        await host.CrashAsync<InvalidDataException>();
        var waiting = host.Worker.GenerationAsync(Token).AsTask();
        await host.UntilAsync(() => host.Snapshot.State == ComponentState.BackingOff);

        await host.DisposeAsync();

        Assert.Contains("its host is stopping", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting)).Message);
    }

    // One step below the system.
    private static Task<WorkerHost> StartAtTopAsync(Action<ComponentsBuilder>? add = null) => WorkerHost.StartAsync(add: components =>
    {
        components.Services.Configure<SupervisorOptions>("Service", static options => options.MaxRestarts = 0);
        add?.Invoke(components);
    });
}
