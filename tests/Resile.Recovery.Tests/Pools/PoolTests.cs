using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.Recovery.Pools;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Pools;

/// <summary>Components that come and go by their keys.</summary>
public sealed class PoolTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_has_one_component_which_is_made_when_it_is_asked_for()
    {
        await using var host = await StartAsync();
        var pool = Pool(host);
        Assert.Empty(pool.Keys);

        var session = pool.Get(7);

        Assert.Same(session, pool.Get(7));
        Assert.NotSame(session, pool.Get(8));
        Assert.Equal(7, await session.KeyAsync(Token));
        Assert.Equal(8, await pool.Get(8).KeyAsync(Token));
        Assert.Equal([7, 8], pool.Keys.Order());
    }

    [Fact]
    public async Task Threads_that_ask_at_once_get_the_same_component()
    {
        await using var host = await StartAsync();
        var pool = Pool(host);

        var sessions = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() => pool.Get(number % 4), Token)));

        Assert.Equal(4, sessions.Distinct().Count());
        Assert.Equal(4, pool.Count);
        await Task.WhenAll(sessions.Select(static session => session.KeyAsync(Token).AsTask()));
        Assert.Equal(4, Starts(host).Count());
    }

    [Fact]
    public async Task Threads_that_ask_for_one_key_at_once_take_one_place()
    {
        await using var host = await StartAsync(pool: static options => options.MaxChildren = 1);
        var pool = Pool(host);
        for (var key = 0; key < 50; key++)
        {
            using var all = new Barrier(4);
            var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    all.SignalAndWait(Token);
                    return pool.Get(key);
                },
                Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            Assert.Single(sessions.Distinct());
            await host.FinishAsync(pool.RemoveAsync(key, Token));
            await host.UntilAsync(() => pool.Count == 0);
        }
    }

    [Fact]
    public async Task Component_whose_start_fails_is_tried_again()
    {
        await using var host = await StartAsync();
        host.Log.OnStart = static (context, _) => context.Attempt == 1 ? Task.FromException(new IOException("Not yet.")) : Task.CompletedTask;

        Assert.Equal(1, await host.FinishAsync(Pool(host).Get(1).KeyAsync(Token)));
    }

    [Fact]
    public async Task Component_that_fails_is_restarted_alone_with_its_key()
    {
        await using var host = await StartAsync();
        var (first, second) = (Pool(host).Get(1), Pool(host).Get(2));
        Assert.Equal(1, await second.GenerationAsync(Token));

        await CrashAsync<InvalidDataException>(first);

        Assert.Equal(2, await host.FinishAsync(first.GenerationAsync(Token)));
        Assert.Equal(1, await first.KeyAsync(Token));
        Assert.Equal(1, await second.GenerationAsync(Token));
    }

    [Fact]
    public async Task Component_that_used_up_its_restarts_leaves_the_pool_and_the_others_go_on()
    {
        await using var host = await StartAsync(static options => options.MaxRestarts = 0);
        var pool = Pool(host);
        var (first, second) = (pool.Get(1), pool.Get(2));
        Assert.Equal(1, await second.GenerationAsync(Token));

        await CrashAsync<InvalidDataException>(first);
        await host.UntilAsync(() => pool.Count == 1, Step);

        var exception = await Assert.ThrowsAsync<ComponentUnavailableException>(() => first.KeyAsync(Token).AsTask());
        Assert.Equal("'Session.KeyAsync' was not called: 'Session[1]' has used up its 0 restarts in 00:00:30.", exception.Message);
        Assert.Equal(1, await second.GenerationAsync(Token));
        Assert.Equal(0, host.Supervision.Snapshot().ServiceRestarts);
        Assert.Equal(1, await pool.Get(1).GenerationAsync(Token));
    }

    [Fact]
    public async Task Temporary_component_that_fails_leaves_the_pool()
    {
        await using var host = await StartAsync(static options => options.Restart = ChildRestart.Temporary);
        var pool = Pool(host);

        await CrashAsync<InvalidDataException>(pool.Get(1));
        await host.UntilAsync(() => pool.Count == 0, Step);
    }

    [Fact]
    public async Task Exception_listed_as_escalate_restarts_all_of_them_and_no_reference_goes_dead()
    {
        await using var host = await StartAsync();
        var (first, second) = (Pool(host).Get(1), Pool(host).Get(2));
        Assert.Equal(1, await second.GenerationAsync(Token));

        await CrashAsync<NotImplementedException>(first);

        Assert.Equal(2, await host.FinishAsync(first.GenerationAsync(Token)));
        Assert.Equal(2, await host.FinishAsync(second.GenerationAsync(Token)));
        Assert.Equal(1, host.Supervision.Snapshot().ServiceRestarts);
    }

    [Fact]
    public async Task Component_that_is_removed_ends_and_its_calls_say_so()
    {
        await using var host = await StartAsync();
        var pool = Pool(host);
        var session = pool.Get(1);
        Assert.Equal(1, await session.KeyAsync(Token));

        var removal = pool.RemoveAsync(1, Token);
        await host.FinishAsync(removal);

        Assert.True(await removal);
        Assert.Contains("end Session 1", host.Log.Lines);
        var exception = await Assert.ThrowsAsync<ComponentUnavailableException>(() => session.KeyAsync(Token).AsTask());
        Assert.Equal("'Session.KeyAsync' was not called: it was removed from its pool. Get it from there again.", exception.Message);
        await host.UntilAsync(() => pool.Count == 0);
        Assert.False(await pool.RemoveAsync(1, Token));
        Assert.Equal(1, await pool.Get(1).KeyAsync(Token));
    }

    [Fact]
    public async Task Removal_waits_for_the_end_unless_its_token_is_cancelled_and_leaves_nothing()
    {
        await using var host = await StartAsync();
        var (pool, mayEnd) = (Pool(host), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await pool.Get(1).KeyAsync(Token);
        host.Log.OnDispose = _ => new(mayEnd.Task);
        using var impatient = new CancellationTokenSource();

        var given = pool.RemoveAsync(1, impatient.Token);
        var removal = pool.RemoveAsync(1, Token);
        await host.UntilAsync(() => host.Log.Lines.Contains("end Session 1"));
        Assert.False(removal.IsCompleted);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        mayEnd.SetResult();

        Assert.True(await removal.WaitAsync(TimeSpan.FromSeconds(20), Token));
        await host.UntilAsync(() => pool.Count == 0 && host.Supervision.Snapshot().Supervisors.Single(static supervisor => supervisor.Name == "SessionPool").Children == 0);
        Assert.Single(host.Log.Lines, "end Session 1");
    }

    [Fact]
    public async Task Removal_while_the_pool_opens_ends_what_is_about_to_start()
    {
        var host = await StartAsync();
        var (pool, first) = (Pool(host), Pool(host).Get(1));
        Assert.Equal(1, await first.GenerationAsync(Token));
        var (starts, mayStart) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        host.Log.OnStart = (_, _) =>
        {
            starts.TrySetResult();
            return mayStart.Task;
        };
        await CrashAsync<NotImplementedException>(first);
        await host.FinishAsync(starts.Task);

        var removal = pool.RemoveAsync(1, Token);
        mayStart.SetResult();
        await host.FinishAsync(removal);
        await host.UntilAsync(() => pool.Count == 0);

        Assert.Equal(["end Session 1", "end Session 2"], host.Log.Lines.Where(static line => line.StartsWith("end Session", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => first.KeyAsync(Token).AsTask());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Component_beyond_the_limit_is_refused_until_one_leaves()
    {
        await using var host = await StartAsync(pool: static options => options.MaxChildren = 2);
        var pool = Pool(host);
        (_, _) = (pool.Get(1), pool.Get(2));

        var exception = Assert.Throws<ComponentUnavailableException>(() => pool.Get(3));

        Assert.Equal("The pool of 'Session' has 2 components already ('Resile:Supervisors:SessionPool:MaxChildren'). Remove those that are not needed any more, or allow for more.",
            exception.Message);
        await host.FinishAsync(pool.RemoveAsync(1, Token));
        await host.UntilAsync(() => pool.Count == 1);
        Assert.Equal(3, await pool.Get(3).KeyAsync(Token));
    }

    [Fact]
    public async Task Components_end_with_their_host()
    {
        var host = await StartAsync();
        var pool = Pool(host);
        await pool.Get(1).KeyAsync(Token);
        await pool.Get(2).KeyAsync(Token);

        await host.DisposeAsync();

        Assert.Equal(2, host.Log.Lines.Count(static line => line == "end Session 1"));
        var exception = Assert.Throws<ComponentUnavailableException>(() => pool.Get(3));
        Assert.Equal("The pool of 'Session' has ended with its host.", exception.Message);
    }

    [Fact]
    public async Task Components_that_are_asked_for_before_the_start_start_with_the_host()
    {
        ISession? session = null;
        await using var host = await StartAsync(prepare: host => session = Pool(host).Get(1));

        Assert.Equal(1, await session!.KeyAsync(Token));
        Assert.Single(Starts(host));
    }

    [Fact]
    public async Task Number_that_makes_no_sense_is_refused_at_the_start()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(pool: static options => options.MaxChildren = 0));

        Assert.Contains("'Resile:Supervisors:SessionPool:MaxChildren' is '0'; it has to lie between '1' and '10000'.", exception.Message, StringComparison.Ordinal);
    }

    private static Task<WorkerHost> StartAsync(
        Action<AutoRecoverOptions>? configure = null, Action<ComponentPoolOptions>? pool = null, Action<WorkerHost>? prepare = null) =>
        WorkerHost.StartAsync(
            add: components => components.AddSessionPool<int>(
                static (services, key) => new Session(key, services.GetRequiredService<RecoveryContext>(), services.GetRequiredService<WorkerLog>()), configure, pool),
            prepare: prepare);

    private static IComponentPool<ISession, int> Pool(WorkerHost host) => host.Services.GetRequiredService<IComponentPool<ISession, int>>();

    private static IEnumerable<string> Starts(WorkerHost host) => host.Log.Lines.Where(static line => line.StartsWith("start Session", StringComparison.Ordinal));

    private static Task CrashAsync<TException>(ISession session)
        where TException : Exception, new() =>
        Assert.ThrowsAsync<TException>(() => session.WorkAsync(static () => throw new TException(), Token));
}
