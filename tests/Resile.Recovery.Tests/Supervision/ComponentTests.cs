using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Supervision;

/// <summary>One component: crashes, hangs, and the calls that arrive meanwhile.</summary>
public sealed class ComponentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Crash_replaces_the_generation_in_a_scope_of_its_own()
    {
        await using var host = await WorkerHost.StartAsync();

        await host.CrashAsync<InvalidDataException>();

        Assert.Equal(2, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
        Assert.Equal(["start 1 Started", "dispose 1", "start 2 Crashed"], host.Log.Lines);
        Assert.Equal(1, host.Snapshot.Restarts);
    }

    [Fact]
    public async Task One_failure_that_many_callers_see_counts_once()
    {
        await using var host = await WorkerHost.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, 100).Select(_ => host.Worker.WorkAsync(
            async _ =>
            {
                await gate.Task;
                throw new InvalidDataException();
            },
            Token)).ToArray();

        gate.SetResult();
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => call);
        }

        await host.FinishAsync(host.Worker.GenerationAsync(Token));
        Assert.Equal((2, 1), (host.Snapshot.Generation, host.Snapshot.Restarts));
    }

    [Fact]
    public async Task Ordinary_failures_restart_only_when_they_come_too_often()
    {
        await using var host = await WorkerHost.StartAsync();
        for (var failure = 0; failure < 5; failure++)
        {
            await host.CrashAsync<InvalidOperationException>();
        }

        Assert.Equal(1, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
        await host.CrashAsync<InvalidOperationException>();
        Assert.Equal(2, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
    }

    [Fact]
    public async Task Refusals_and_the_callers_own_cancellation_say_nothing_of_the_component()
    {
        await using var host = await WorkerHost.StartAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (var call = 0; call < 20; call++)
        {
            await host.CrashAsync<ArgumentException>();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                host.Worker.WorkAsync(_ => Task.FromCanceled(cancelled.Token), cancelled.Token));
        }

        Assert.Equal(1, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
    }

    [Fact]
    public async Task Call_that_hangs_is_answered_and_its_generation_fenced()
    {
        await using var host = await WorkerHost.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RecoveryContext? zombie = null;
        var hanging = host.Worker.WorkAsync(
            async context =>
            {
                zombie = context;
                await release.Task;
            },
            Token);
        Assert.True(zombie!.IsCurrent);

        await host.UntilAsync(() => hanging.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.Equal(1, (await Assert.ThrowsAsync<OutcomeUnknownException>(() => hanging)).Generation);
        Assert.False(zombie.IsCurrent);
        Assert.Equal(2, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
        Assert.Equal(1, host.Snapshot.Zombies);
        Assert.DoesNotContain("dispose 1", host.Log.Lines);
        release.SetResult();
        await host.UntilAsync(() => host.Snapshot.Zombies == 0, TimeSpan.FromMilliseconds(100));
        Assert.Contains("dispose 1", host.Log.Lines);
    }

    [Fact]
    public async Task Too_many_zombies_restart_the_system()
    {
        await using var host = await WorkerHost.StartAsync(static options => (options.ZombieLimit, options.ShortestPause) = (2, TimeSpan.FromMilliseconds(1)));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var hang = 0; hang < 2; hang++)
        {
            var hanging = host.Worker.WorkAsync(_ => release.Task, Token);
            await host.UntilAsync(() => hanging.IsCompleted, TimeSpan.FromMilliseconds(100));
        }

        await host.UntilAsync(() => host.System.Reasons.Count > 0, TimeSpan.FromMilliseconds(100));
        Assert.Contains("2 generations of 'Worker' hang", Assert.Single(host.System.Reasons));
        release.SetResult();
    }

    [Fact]
    public async Task Calls_wait_for_the_next_generation_and_the_queue_is_bounded()
    {
        await using var host = await WorkerHost.StartAsync();
        var start = Hold(host);
        await host.CrashAsync<InvalidDataException>();

        var first = host.Worker.GenerationAsync(Token);
        var second = host.Worker.GenerationAsync(Token);
        var refused = await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Worker.GenerationAsync(Token).AsTask());

        Assert.Contains("2 calls wait already ('Resile:Components:Worker:QueueLimit')", refused.Message);
        Assert.Equal(2, host.Snapshot.Waiting);
        start.SetResult();
        Assert.Equal((2, 2), (await first, await second));
        Assert.Equal(0, host.Snapshot.Waiting);
    }

    [Fact]
    public async Task Waiting_ends_with_the_callers_token_or_with_the_longest_wait()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.PendingTimeout = TimeSpan.FromSeconds(3));
        var start = Hold(host);
        await host.CrashAsync<InvalidDataException>();
        using var impatience = new CancellationTokenSource();
        var impatient = host.Worker.GenerationAsync(impatience.Token).AsTask();
        var patient = host.Worker.GenerationAsync(Token).AsTask();

        await impatience.CancelAsync();

        Assert.Equal(impatience.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient)).CancellationToken);
        await host.UntilAsync(() => patient.IsCompleted, TimeSpan.FromMilliseconds(100));
        Assert.Contains("did not come back within 00:00:03", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => patient)).Message);
        start.SetResult();
    }

    [Fact]
    public async Task Calls_fail_at_once_where_they_are_not_to_wait()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.Pending = PendingCalls.Fail);
        var start = Hold(host);
        await host.CrashAsync<InvalidDataException>();

        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Worker.GenerationAsync(Token).AsTask());
        start.SetResult();
    }

    [Fact]
    public async Task Start_that_fails_is_tried_again_after_a_pause()
    {
        await using var host = await WorkerHost.StartAsync(prepare: static host => host.Log.OnStart = static (context, _) =>
            context.Generation < 3 ? throw new IOException("not yet") : Task.CompletedTask);
        var call = host.Worker.GenerationAsync(Token).AsTask();

        await host.UntilAsync(() => call.IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.Equal(3, await call);
        Assert.Empty(host.System.Reasons);
    }

    [Fact]
    public async Task What_a_component_throws_at_its_end_neither_keeps_the_next_one_from_beginning_nor_makes_a_zombie()
    {
        await using var host = await WorkerHost.StartAsync(static options => options.ZombieLimit = 1,
            prepare: static host => host.Log.OnDispose = static context => throw new TimeoutException($"end of {context.Generation}"));

        await host.CrashAsync<InvalidDataException>();

        Assert.Equal(2, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
        Assert.Equal(0, host.Snapshot.Zombies);
        Assert.Empty(host.System.Reasons);
    }

    [Fact]
    public async Task End_that_takes_too_long_is_left_behind()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await WorkerHost.StartAsync(
            prepare: host => host.Log.OnDispose = context => context.Generation == 1 ? new(release.Task) : ValueTask.CompletedTask);

        await host.CrashAsync<InvalidDataException>();

        Assert.Equal(2, await host.FinishAsync(host.Worker.GenerationAsync(Token)));
        Assert.Equal(1, host.Snapshot.Zombies);
        release.SetResult();
        await host.UntilAsync(() => host.Snapshot.Zombies == 0);
    }

    [Fact]
    public async Task Start_that_takes_too_long_is_fenced_and_left_behind()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await WorkerHost.StartAsync(static options => options.StartTimeout = TimeSpan.FromSeconds(1));
        RecoveryContext? late = null;
        host.Log.OnStart = (context, _) =>
        {
            late ??= context;
            return context == late ? release.Task : Task.CompletedTask;
        };
        await host.CrashAsync<InvalidDataException>();

        Assert.Equal(3, await host.FinishAsync(host.Worker.GenerationAsync(Token)));

        Assert.Equal((2, false, 1), (late!.Generation, late.IsCurrent, host.Snapshot.Zombies));
        Assert.DoesNotContain("dispose 2", host.Log.Lines);
        release.SetResult();
        await host.UntilAsync(() => host.Snapshot.Zombies == 0);
        Assert.Contains("dispose 2", host.Log.Lines);
    }

    [Fact]
    public async Task Call_that_completes_at_once_allocates_nothing()
    {
        await using var host = await WorkerHost.StartAsync();
        var worker = host.Worker;
        for (var warmUp = 0; warmUp < 100; warmUp++)
        {
            await worker.GenerationAsync(Token);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            Assert.True(worker.GenerationAsync(Token).IsCompletedSuccessfully);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Adding_a_contract_twice_changes_nothing()
    {
        await using var host = await WorkerHost.StartAsync(add: static components => components.AddWorker<Worker>());

        Assert.Single(host.Supervision.Snapshot().Components);
        Assert.Null(host.Services.GetService<Worker>());
    }

    [Theory]
    [InlineData("HangAfter", "00:00:00.001", "'Resile:Components:Worker:HangAfter' is '00:00:00.0010000'")]
    [InlineData("MaxRestarts", "-1", "'Resile:Components:Worker:MaxRestarts' is '-1'")]
    [InlineData("ScoreLimit", "NaN", "'Resile:Components:Worker:ScoreLimit' is 'NaN'")]
    [InlineData("Pending", "7", "'Resile:Components:Worker:Pending' is '7'")]
    public async Task Value_that_makes_no_sense_is_refused_by_key_and_value(string key, string value, string message)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => WorkerHost.StartAsync(
            configuration: new() { ["Resile:Components:Worker:" + key] = value }));

        Assert.Contains(message, refusal.Message);
    }

    // The next generation is not ready before this is set.
    private static TaskCompletionSource Hold(WorkerHost host)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Log.OnStart = (_, _) => start.Task;
        return start;
    }
}
