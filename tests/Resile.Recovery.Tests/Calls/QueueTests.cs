using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Calls;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Calls;

/// <summary>The order in which calls that had to wait are let in.</summary>
public sealed class QueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_waited_are_let_in_by_and_by_in_the_order_in_which_they_came()
    {
        await using var host = await DeskHost.StartAsync(static options => options.MinConcurrency = 5);
        await host.CrashAsync();
        var crowd = new Crowd(host);
        crowd.Call(40, Token);
        host.LetGo();

        Assert.Equal(Enumerable.Range(0, 5), await crowd.BegunAsync(5));

        // Each that ends makes room for two.
        crowd.End(3);
        Assert.Equal(Enumerable.Range(0, 7), await crowd.BegunAsync(7));
        crowd.End(0);
        crowd.End(6);
        Assert.Equal(Enumerable.Range(0, 11), await crowd.BegunAsync(11));
        Assert.Equal(29, host.Snapshot.Waiting);
        await crowd.EndAllAsync();
    }

    [Fact]
    public async Task Call_that_comes_while_others_are_let_in_overtakes_none_and_is_not_forgotten()
    {
        await using var host = await DeskHost.StartAsync(static options => options.MinConcurrency = 2);
        await host.CrashAsync();
        var crowd = new Crowd(host);
        crowd.Call(8, Token);
        host.LetGo();
        await crowd.BegunAsync(2);

        crowd.Call(1, Token);

        Assert.Equal([0, 1], await crowd.BegunAsync(2));
        crowd.End(0);
        crowd.End(1);
        Assert.Equal([0, 1, 2, 3, 4, 5], await crowd.BegunAsync(6));
        crowd.End(2);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], await crowd.BegunAsync(8));
        crowd.End(7);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], await crowd.BegunAsync(9));
        await crowd.EndAllAsync();
    }

    [Fact]
    public async Task Component_for_which_none_waits_any_more_takes_any_number_of_calls_at_once()
    {
        await using var host = await DeskHost.StartAsync(static options => options.MinConcurrency = 1);
        await host.CrashAsync();
        var crowd = new Crowd(host);
        crowd.Call(3, Token);
        host.LetGo();
        await crowd.EndAllAsync();

        Assert.True(host.Desk.AnswerAsync(static context => context.Generation, Token).IsCompletedSuccessfully);
        var all = new Crowd(host);
        all.Call(50, Token);
        Assert.Equal(50, all.Begun.Length);
        await all.EndAllAsync();
    }

    [Fact]
    public async Task Calls_that_take_long_keep_the_others_waiting_for_a_short_time_only()
    {
        await using var host = await DeskHost.StartAsync(static options => (options.MinConcurrency, options.HangAfter) = (2, TimeSpan.FromHours(1)));
        await host.CrashAsync();
        var crowd = new Crowd(host);
        crowd.Call(15, Token);
        host.LetGo();
        await crowd.BegunAsync(2);

        foreach (var most in (int[])[4, 8, 15])
        {
            host.Host.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal(most, (await crowd.BegunAsync(most)).Count);
        }

        await crowd.EndAllAsync();
    }

    [Fact]
    public async Task Calls_that_waited_when_the_next_generation_failed_keep_their_places_for_the_one_after_it()
    {
        await using var host = await DeskHost.StartAsync(static options => (options.MinConcurrency, options.ShortestPause) = (2, TimeSpan.FromMilliseconds(1)));
        await host.CrashAsync();
        var crash = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var crashing = host.Desk.PayAsync(
            async _ =>
            {
                await crash.Task;
                throw new InvalidDataException();
            },
            Token);
        var crowd = new Crowd(host);
        crowd.Call(6, Token);
        host.LetGo();
        Assert.Equal([0], await crowd.BegunAsync(1));

        crash.SetResult();
        await Assert.ThrowsAsync<InvalidDataException>(() => crashing);
        crowd.Call(1, Token);
        crowd.End(0);

        await host.Host.UntilAsync(() => crowd.Begun.Length >= 3, TimeSpan.FromMilliseconds(1));
        Assert.Equal([0, 1, 2], crowd.Begun);
        await crowd.EndAllAsync();
        Assert.Equal("2 3 3 3 3 3 3", string.Join(' ', await Task.WhenAll(crowd.Calls)));
    }

    [Fact]
    public async Task Call_whose_caller_gives_up_makes_room_for_the_next()
    {
        await using var host = await DeskHost.StartAsync(static options => (options.MinConcurrency, options.QueueLimit) = (1, 3));
        await host.CrashAsync();
        var crowd = new Crowd(host);
        using var impatience = new CancellationTokenSource();
        crowd.Call(1, Token);
        crowd.Call(1, impatience.Token);
        crowd.Call(1, Token);
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Desk.PayAsync(static _ => Task.CompletedTask, Token));

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => crowd.Calls[1]);

        crowd.Call(1, Token);
        Assert.Equal(3, host.Snapshot.Waiting);
        host.LetGo();
        await crowd.EndAllAsync();
        Assert.Equal([0, 2, 3], crowd.Begun);
        Assert.Equal(0, host.Snapshot.Waiting);
    }

    [Fact]
    public async Task Last_caller_that_gives_up_opens_the_component_to_all()
    {
        await using var host = await DeskHost.StartAsync(static options => options.MinConcurrency = 1);
        await host.CrashAsync();
        var crowd = new Crowd(host);
        using var impatience = new CancellationTokenSource();
        crowd.Call(1, Token);
        crowd.Call(1, impatience.Token);
        host.LetGo();
        Assert.Equal([0], await crowd.BegunAsync(1));

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => crowd.Calls[1]);
        crowd.Call(2, Token);

        Assert.Equal([0, 2, 3], await crowd.BegunAsync(3));
        await crowd.EndAllAsync();
    }

    [Fact]
    public async Task Calls_that_wait_when_the_host_stops_are_told_so()
    {
        var host = await DeskHost.StartAsync();
        await host.CrashAsync();
        var waiting = host.Desk.PayAsync(static _ => Task.CompletedTask, Token);

        await host.DisposeAsync();

        Assert.Contains("its host is stopping", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting)).Message);
        Assert.Contains("queued Desk PayAsync", host.Counted);
    }

    [Fact]
    public async Task Calls_that_wait_when_the_component_ends_for_good_are_told_why_and_wait_again_once_it_is_revived()
    {
        await using var host = await DeskHost.StartAsync(static options => options.Restart = ChildRestart.Temporary);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var draining = host.Desk.PayAsync(_ => release.Task, Token);
        var replayed = host.Desk.AskAsync(async _ => { await release.Task; throw new ObjectDisposedException("pool"); }, Token);
        await host.CrashAsync();
        var waiting = host.Desk.PayAsync(static _ => Task.CompletedTask, Token);
        Assert.Equal(1, host.Snapshot.Waiting);

        release.SetResult();
        await host.Host.UntilAsync(() => waiting.IsCompleted && replayed.IsCompleted, TimeSpan.FromMilliseconds(1));

        // Temporary: a failure ends it. What has run on it has its own answer, and what waits is told.
        Assert.Equal(1, await draining);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => replayed);
        Assert.Contains("'Desk.PayAsync' was not called: it has failed", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting)).Message);
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Desk.PayAsync(static _ => Task.CompletedTask, Token));
        Assert.Equal(2, host.Counted.Count(static line => line == "rejected Desk PayAsync Ended"));
        Assert.Equal(0, host.Snapshot.Waiting);

        var restart = host.Host.Supervision.RestartAsync("Desk", Token);
        await host.Host.UntilAsync(() => host.Snapshot.State == ComponentState.Starting);
        var again = host.Desk.PayAsync(static _ => Task.CompletedTask, Token);
        Assert.Equal(1, host.Snapshot.Waiting);
        host.LetGo();

        await host.Host.FinishAsync(restart);
        Assert.Equal(2, await again);
    }

    [Fact]
    public async Task Call_that_comes_when_there_is_room_for_one_that_waits_lets_that_one_in_first()
    {
        await using var host = await DeskHost.StartAsync(static options => options.MinConcurrency = 1);
        await host.CrashAsync();
        var crowd = new Crowd(host);
        crowd.Call(3, Token);
        host.LetGo();
        Assert.Equal([0], await crowd.BegunAsync(1));

        // There is room now, and nobody has told the queue so.
        host.Host.Services.GetRequiredService<ComponentCell<IDesk>>().Current!.Gate!.Look();
        crowd.Call(1, Token);

        Assert.Equal([0, 1], await crowd.BegunAsync(2));
        await crowd.EndAllAsync();
    }

    [Fact]
    public async Task Calls_that_wait_that_are_refused_and_that_wait_in_vain_are_counted()
    {
        await using var host = await DeskHost.StartAsync(static options => (options.QueueLimit, options.PendingTimeout) = (1, TimeSpan.FromSeconds(2)));
        await host.CrashAsync();
        var waiting = host.Desk.PayAsync(static _ => Task.CompletedTask, Token);
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Desk.PayAsync(static _ => Task.CompletedTask, Token));

        await host.Host.UntilAsync(() => waiting.IsCompleted, TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAsync<ComponentUnavailableException>(() => waiting);
        Assert.Equal(["queued Desk PayAsync", "rejected Desk PayAsync QueueFull", "expired Desk PayAsync"], host.Counted);
    }
}
