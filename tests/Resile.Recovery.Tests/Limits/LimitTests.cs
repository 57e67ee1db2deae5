using Microsoft.Extensions.Options;
using Resile.Recovery.Tests.Calls;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Limits;

/// <summary>A component under a limit: who waits, who is refused, and what a restart does to it.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_above_the_limit_wait_their_turn()
    {
        await using var host = await StartAsync(ConcurrencyLimit.Aimd, least: 2);
        var crowd = new Crowd(host);
        crowd.Call(5, Token);

        Assert.Equal([0, 1], await crowd.BegunAsync(2));
        Assert.Equal((3, 2), (host.Snapshot.Waiting, host.Snapshot.ConcurrencyLimit));
        crowd.End(1);
        Assert.Equal([0, 1, 2], await crowd.BegunAsync(3));
        await crowd.EndAllAsync();
        Assert.Equal(0, host.Snapshot.Waiting);
        Assert.Equal(1, await host.Desk.AnswerAsync(static context => context.Generation, Token));
    }

    [Fact]
    public async Task Calls_above_the_limit_fail_at_once_where_they_are_not_to_wait()
    {
        await using var host = await StartAsync(ConcurrencyLimit.Gradient2, least: 1, static options => options.QueueAtLimit = false);
        var crowd = new Crowd(host);
        crowd.Call(1, Token);

        var refused = await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Desk.PayAsync(static _ => Task.CompletedTask, Token));

        Assert.Contains("'Desk.PayAsync' was not called: 1 calls run on it, as many as may at once ('Resile:Components:Desk:ConcurrencyLimit' = 'Gradient2')", refused.Message);
        Assert.Equal("Desk", refused.NotBegunIn);
        Assert.Equal(["rejected Desk PayAsync AtLimit"], host.Counted);
        await crowd.EndAllAsync();
        Assert.Equal(1, await host.Desk.PayAsync(static _ => Task.CompletedTask, Token));
    }

    [Fact]
    public async Task Call_that_finds_no_room_to_wait_or_waits_too_long_is_told_of_the_limit()
    {
        await using var host = await StartAsync(ConcurrencyLimit.Aimd, least: 1,
            static options => (options.QueueLimit, options.HangAfter, options.PendingTimeout) = (1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(2)));
        var crowd = new Crowd(host);
        crowd.Call(2, Token);

        var refused = await Assert.ThrowsAsync<ComponentUnavailableException>(() => host.Desk.PayAsync(static _ => Task.CompletedTask, Token));
        await host.Host.UntilAsync(() => crowd.Calls[1].IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.Contains("1 calls run on it, as many as may at once, and 1 calls wait already", refused.Message);
        Assert.Contains("its turn did not come; 1 calls may run on it at once", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => crowd.Calls[1])).Message);
        crowd.End(0);
        Assert.Equal(1, await crowd.Calls[0]);
    }

    [Theory]
    [InlineData(ConcurrencyLimit.Aimd)]
    [InlineData(ConcurrencyLimit.Gradient2)]
    [InlineData(ConcurrencyLimit.Fixed)]
    public async Task Limit_grows_under_load_and_begins_at_its_minimum_after_a_restart(ConcurrencyLimit kind)
    {
        await using var host = await StartAsync(kind, least: 2);
        var crowd = new Crowd(host);
        for (var round = 0; round < 60 && host.Snapshot.ConcurrencyLimit < 8; round++)
        {
            crowd.Call(16, Token);
            await crowd.EndAllAsync();
            host.Host.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(host.Snapshot.ConcurrencyLimit!.Value, 8, 50);
        await host.CrashAsync();
        Assert.Null(host.Snapshot.ConcurrencyLimit);
        var after = new Crowd(host);
        after.Call(6, Token);
        host.LetGo();

        Assert.Equal([0, 1], await after.BegunAsync(2));
        Assert.Equal(2, host.Snapshot.ConcurrencyLimit);
        await after.EndAllAsync();
    }

    [Fact]
    public async Task Failures_that_speak_against_the_component_bring_the_limit_down_and_refusals_do_not()
    {
        await using var host = await StartAsync(ConcurrencyLimit.Aimd, least: 2, static options => options.ScoreLimit = 1_000);
        var crowd = new Crowd(host);
        for (var round = 0; round < 20; round++)
        {
            crowd.Call(20, Token);
            await crowd.EndAllAsync();
            host.Host.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var before = host.Snapshot.ConcurrencyLimit!.Value;
        await Assert.ThrowsAsync<ArgumentException>(() => host.Desk.PayAsync(static _ => throw new ArgumentException("no"), Token));
        host.Host.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(before, host.Snapshot.ConcurrencyLimit);

        await Assert.ThrowsAsync<TimeoutException>(() => host.Desk.PayAsync(static _ => throw new TimeoutException(), Token));

        Assert.Equal((int)(0.9 * before), host.Snapshot.ConcurrencyLimit);
    }

    [Fact]
    public async Task Stream_counts_until_its_first_item()
    {
        await using var host = await StartAsync(ConcurrencyLimit.Aimd, least: 1);
        await using var items = host.Desk.ListAsync(static (_, _) => Enumerable.Range(0, 2).ToAsyncEnumerable(), Token).GetAsyncEnumerator(Token);
        Assert.True(await items.MoveNextAsync());

        Assert.Equal(1, await host.Desk.PayAsync(static _ => Task.CompletedTask, Token));
        Assert.True(await items.MoveNextAsync());
        Assert.False(await items.MoveNextAsync());
    }

    [Fact]
    public async Task Call_under_a_limit_that_completes_at_once_allocates_nothing()
    {
        await using var host = await StartAsync(ConcurrencyLimit.Gradient2, least: 20);
        Func<RecoveryContext, int> work = static context => context.Generation;
        for (var warmUp = 0; warmUp < 100; warmUp++)
        {
            await host.Desk.AnswerAsync(work, Token);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            Assert.True(host.Desk.AnswerAsync(work, Token).IsCompletedSuccessfully);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("MinConcurrency", "0", "'Resile:Components:Desk:MinConcurrency' is '0'")]
    [InlineData("MaxConcurrency", "19", "'Resile:Components:Desk:MaxConcurrency' is '19'; it has to lie between '20'")]
    [InlineData("ConcurrencyLimit", "9", "'Resile:Components:Desk:ConcurrencyLimit' is '9'")]
    public async Task Value_that_makes_no_sense_is_refused_by_key_and_value(string key, string value, string message)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => DeskHost.StartAsync(
            static options => options.ConcurrencyLimit = ConcurrencyLimit.Gradient2, new() { ["Resile:Components:Desk:" + key] = value }));

        Assert.Contains(message, refusal.Message);
    }

    private static Task<DeskHost> StartAsync(ConcurrencyLimit limit, int least, Action<AutoRecoverOptions>? configure = null) => DeskHost.StartAsync(options =>
    {
        (options.ConcurrencyLimit, options.MinConcurrency, options.MaxConcurrency) = (limit, least, 50);
        configure?.Invoke(options);
    });
}
