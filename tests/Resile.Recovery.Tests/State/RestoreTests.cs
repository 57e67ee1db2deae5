using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.State;

/// <summary>Which generation is given the state, and what becomes of a state that does harm.</summary>
public sealed class RestoreTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Restore_that_throws_leads_to_another_instance_that_starts_cold()
    {
        await using var host = await CapturedAsync();
        host.Hooks.OnRestore = static _ => throw new IOException("cannot read it");

        await host.CrashAsync();

        Assert.Equal(0, await host.SumAsync());
        await host.UntilEventAsync("Restarted 3");
        Assert.Equal(["start 1 cold", "capture 1", "dispose 1", "restore 2", "dispose 2", "start 3 cold"], host.Hooks.Lines);
        Assert.Equal(["Crashed 1", "RestoreFailed 2", "Restarted 3"], host.Events);
        Assert.Equal("cannot read it", host.Happened[1].Error);
        Assert.Equal((1, null), (host.Snapshot.Restarts, host.Snapshot.StateAge));
    }

    [Fact]
    public async Task Restore_that_hangs_is_left_behind_and_the_next_attempt_starts_cold()
    {
        await using var host = await CapturedAsync();
        using var release = new ManualResetEventSlim();
        host.Hooks.OnRestore = _ => release.Wait(TestContext.Current.CancellationToken);

        await host.CrashAsync();

        await host.UntilEventAsync("RestoreFailed 2", TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, await host.SumAsync());
        Assert.Equal((1, 3, null), (host.Snapshot.Zombies, host.Snapshot.Generation, host.Snapshot.StateAge));
        release.Set();
        await host.Host.UntilAsync(() => host.Snapshot.Zombies == 0, Step);
        Assert.DoesNotContain("start 2 restored", host.Hooks.Lines);
        Assert.Contains("dispose 2", host.Hooks.Lines);
        Assert.DoesNotContain("Restored 2", host.Events);
    }

    [Fact]
    public async Task State_with_which_a_generation_fails_again_is_not_given_to_the_next()
    {
        await using var host = await LedgerHost.StartAsync();
        host.Hooks.OnCapture = static _ => new LedgerState(-100);
        await host.CaptureAsync();
        await host.CrashAsync();
        Assert.Equal(2, await host.GenerationAsync());

        await Assert.ThrowsAsync<InvalidDataException>(() => host.AddAsync(0));

        Assert.Equal(0, await host.SumAsync());
        await host.UntilEventAsync("Restarted 3");
        Assert.Equal(["start 2 restored", "dispose 2", "start 3 cold"], host.Hooks.Lines.Skip(4));
        Assert.Equal(["Crashed 1", "Restored 2", "Restarted 2", "Crashed 2", "StateDistrusted 2"], host.Events.Take(5));
        Assert.Null(host.Snapshot.StateAge);
    }

    [Fact]
    public async Task What_a_generation_captured_from_a_poisonous_state_is_not_given_on_either()
    {
        await using var host = await CapturedAsync();
        await host.CrashAsync();
        Assert.Equal(2, await host.GenerationAsync());
        await host.CaptureAsync();

        await host.CrashAsync();

        Assert.Equal(0, await host.SumAsync());
        Assert.Contains("StateDistrusted 2", host.Events);
    }

    [Fact]
    public async Task Failure_long_after_the_restoring_says_nothing_of_the_state()
    {
        await using var host = await CapturedAsync();
        await host.CrashAsync();
        Assert.Equal(2, await host.GenerationAsync());
        host.Pass(TimeSpan.FromSeconds(31));
        await host.CaptureAsync();

        await host.CrashAsync();

        Assert.Equal(5, await host.SumAsync());
        Assert.DoesNotContain("StateDistrusted 2", host.Events);
    }

    [Fact]
    public async Task Hang_that_began_soon_after_the_restoring_speaks_against_the_state_however_late_it_is_noticed()
    {
        await using var host = await CapturedAsync();
        await host.CrashAsync();
        Assert.Equal(2, await host.GenerationAsync());
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // It hangs after 40 s; the window has 30.
        var hanging = host.RunAsync(() => release.Task);
        await host.Host.UntilAsync(() => hanging.IsCompleted, TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => hanging);
        Assert.Equal(0, await host.SumAsync());
        Assert.Contains("StateDistrusted 2", host.Events);
        release.SetResult();
    }

    [Fact]
    public async Task State_with_which_no_generation_can_be_started_is_dropped_when_one_starts_without()
    {
        await using var host = await CapturedAsync();
        host.Hooks.OnStart = static context =>
        {
            if (context.IsRestored)
            {
                throw new IOException("not with this");
            }
        };

        await host.CrashAsync();

        Assert.Equal(0, await host.SumAsync());
        await host.UntilEventAsync("Restarted 3");
        Assert.Equal(["Crashed 1", "Restored 2", "StartFailed 2", "StateDistrusted 2"], host.Events.Take(4));
        Assert.Null(host.Snapshot.StateAge);
    }

    [Fact]
    public async Task State_is_trusted_again_where_a_start_without_it_fails_too()
    {
        await using var host = await CapturedAsync(static options => options.MaxRestarts = 100);
        host.Hooks.OnStart = static context =>
        {
            // A database that is down, say.
            if (context.Generation < 6)
            {
                throw new IOException("not yet");
            }
        };

        await host.CrashAsync();
        await host.UntilEventAsync("Restarted 6", Step);

        Assert.Equal(5, await host.SumAsync());
        Assert.Equal(["restore 2", "restore 4", "restore 5", "restore 6"],
            host.Hooks.Lines.Where(static line => line.StartsWith("restore", StringComparison.Ordinal)));
        Assert.Equal(1, host.Events.Count(static happened => happened.StartsWith("StateDistrusted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restart_of_the_whole_service_hands_the_state_on()
    {
        await using var host = await LedgerHost.StartAsync(add: static components => components.AddHelper<Helper>());
        await host.AddAsync(5);
        await host.CaptureAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.Services.GetRequiredService<IHelper>().FailAsync(TestContext.Current.CancellationToken));
        await host.UntilEventAsync("ServiceRestarted 0", Step);

        Assert.Equal(5, await host.SumAsync());
        Assert.Contains("start 2 restored", host.Hooks.Lines);
    }

    private static async Task<LedgerHost> CapturedAsync(Action<AutoRecoverOptions>? configure = null)
    {
        var host = await LedgerHost.StartAsync(configure);
        await host.AddAsync(5);
        await host.CaptureAsync();
        return host;
    }
}
