using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Recovery.Supervision;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Health;

/// <summary>What an orchestrator is told.</summary>
public sealed class SupervisionHealthCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Component_that_waits_before_it_starts_again_degrades_liveness_and_fails_readiness_but_never_startup()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.MaxRestarts = 1_000);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Healthy), await HealthAsync(host));
        host.Log.OnStart = static (_, _) => throw new IOException("never again");

        await host.CrashAsync<InvalidDataException>();
        await host.UntilAsync(() => host.Snapshot is { State: ComponentState.BackingOff, Restarts: 0 } && host.Snapshot.RestartsLeft < 999);

        Assert.Equal((HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Healthy), await HealthAsync(host));
        host.Log.OnStart = static (_, _) => Task.CompletedTask;
        await host.FinishAsync(host.Worker.GenerationAsync(Token));
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Healthy), await HealthAsync(host));
    }

    [Fact]
    public async Task Startup_succeeds_with_the_first_calls_and_stays_so()
    {
        var isAllowed = false;
        await using var host = await WorkerHost.StartAsync(
            static options => options.MaxRestarts = 1_000,
            prepare: host => host.Log.OnStart = (_, _) => Volatile.Read(ref isAllowed) ? Task.CompletedTask : throw new IOException("not yet"));
        Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync(host)).Startup);

        Volatile.Write(ref isAllowed, true);
        await host.FinishAsync(host.Worker.GenerationAsync(Token));
        await host.UntilAsync(() => host.Snapshot.State == ComponentState.Open);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Startup);
    }

    [Fact]
    public async Task Watch_that_does_not_look_any_more_fails_liveness()
    {
        await using var host = await WorkerHost.StartAsync();
        host.Time.Advance(TimeSpan.FromMilliseconds(100));
        host.Services.GetRequiredService<SupervisionRoot>().Dispose();

        host.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync(host)).Live);
    }

    [Fact]
    public async Task Process_that_is_to_be_restarted_neither_lives_nor_is_ready()
    {
        await using var host = await WorkerHost.StartAsync();

        await host.CrashAsync<OutOfMemoryException>();
        await host.UntilAsync(() => host.System.Reasons.Count == 1);

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Unhealthy, HealthStatus.Healthy), await HealthAsync(host));
    }

    [Fact]
    public async Task Generations_that_hang_up_to_their_limit_fail_liveness()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.ZombieLimit = 1);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hanging = host.Worker.WorkAsync(_ => release.Task, Token);

        await host.UntilAsync(() => host.Snapshot.Zombies == 1, TimeSpan.FromMilliseconds(100));

        Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync(host)).Live);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => hanging);
        release.SetResult();
    }

    [Fact]
    public async Task Temporary_component_that_has_ended_for_good_is_not_missed()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.Restart = ChildRestart.Temporary);

        await host.CrashAsync<InvalidDataException>();
        await host.UntilAsync(() => host.Snapshot.State == ComponentState.Ended);

        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Ready);
    }

    [Fact]
    public async Task Component_that_need_not_be_there_degrades_readiness_while_it_starts()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.Restart = ChildRestart.Transient);
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Log.OnStart = (_, _) => start.Task;

        await host.CrashAsync<InvalidDataException>();
        await host.UntilAsync(() => host.Snapshot.State == ComponentState.Starting);

        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(host)).Ready);
        start.SetResult();
        await host.Worker.GenerationAsync(Token);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Ready);
    }

    private static async Task<(HealthStatus Live, HealthStatus Ready, HealthStatus Startup)> HealthAsync(WorkerHost host)
    {
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        return (await Of("live"), await Of("ready"), await Of("startup"));

        async Task<HealthStatus> Of(string tag)
        {
            var report = await checks.CheckHealthAsync(registration => registration.Tags.Contains(tag), Token);
            return Assert.Single(report.Entries).Value.Status;
        }
    }
}
