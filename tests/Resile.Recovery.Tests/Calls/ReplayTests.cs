using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Calls;

/// <summary>Which calls are made again on the next generation, and how those end that are not.</summary>
public sealed class ReplayTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Idempotent_call_that_made_its_generation_fail_succeeds_on_the_next()
    {
        await using var host = await DeskHost.StartAsync();

        Assert.Equal(2, await host.Host.FinishAsync(new ValueTask<int>(host.Desk.AskAsync(FailsFirstAsync<InvalidDataException>, Token))));
        Assert.Equal(3, await host.Host.FinishAsync(
            host.Desk.AnswerAsync(static context => context.Generation < 3 ? throw new InvalidDataException() : context.Generation, Token)));
        Assert.Equal(2, host.Counted.Count(static line => line.StartsWith("replayed Desk", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Call_that_always_fails_is_made_as_often_again_as_its_method_allows()
    {
        await using var host = await DeskHost.StartAsync(static options => options.ShortestPause = TimeSpan.FromMilliseconds(1));
        var calls = 0;

        var told = host.Desk.TellAsync(
            context =>
            {
                calls++;
                throw new InvalidDataException($"of generation {context.Generation}");
            },
            Token).AsTask();
        await host.Host.UntilAsync(() => told.IsCompleted, Step);

        Assert.Equal("of generation 3", (await Assert.ThrowsAsync<InvalidDataException>(() => told)).Message);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Calls_in_flight_when_their_generation_hangs_are_replayed_if_idempotent_and_of_unknown_outcome_if_not()
    {
        await using var host = await DeskHost.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var zombies = 0;
        Func<RecoveryContext, Task> work = async context =>
        {
            if (context.Generation == 1)
            {
                await release.Task;
                Interlocked.Increment(ref zombies);
            }
        };
        var (asked, paid) = (host.Desk.AskAsync(work, Token), host.Desk.PayAsync(work, Token));

        await host.Host.UntilAsync(() => asked.IsCompleted && paid.IsCompleted, Step);

        Assert.Equal(2, await asked);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => paid);
        Assert.Equal(["replayed Desk AskAsync", "unknown Desk PayAsync"], host.Counted.Order());

        // The answer of the one that was left behind comes late, and reaches nobody.
        release.SetResult();
        await host.Host.UntilAsync(() => host.Snapshot.Zombies == 0 && zombies == 2, Step);
        Assert.Equal(2, await asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_of_a_thread_that_was_held_up_within_a_generation_until_it_was_given_up_reaches_nobody(bool isAnswer)
    {
        await using var host = await DeskHost.StartAsync(static options => options.ConcurrencyLimit = ConcurrencyLimit.None);
        using var release = new ManualResetEventSlim();
        Func<RecoveryContext, int> block = context =>
        {
            if (context.Generation == 1)
            {
                release.Wait(Token);
                return isAnswer ? 1 : throw new ArgumentException("too late");
            }

            return context.Generation;
        };
        var answer = Task.Run(() => host.Desk.AnswerAsync(block, Token).AsTask(), Token);
        var once = Task.Run(() => host.Desk.AnswerOnceAsync(block, Token).AsTask(), Token);
        await host.Host.UntilAsync(() => host.Snapshot is { Generation: 2, State: ComponentState.Open }, Step);

        release.Set();

        Assert.Equal(2, await host.Host.FinishAsync(new ValueTask<int>(answer)));
        Assert.Equal(1, (await Assert.ThrowsAsync<OutcomeUnknownException>(() => once)).Generation);
        Assert.Equal(["replayed Desk AnswerAsync", "unknown Desk AnswerOnceAsync"], host.Counted.Order());
        await host.Host.UntilAsync(() => host.Snapshot.Zombies == 0, Step);
    }

    [Fact]
    public async Task Call_that_hangs_on_every_generation_ends_in_an_unknown_outcome()
    {
        await using var host = await DeskHost.StartAsync(static options => options.ShortestPause = TimeSpan.FromMilliseconds(1));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = host.Desk.AskAsync(_ => release.Task, Token);

        await host.Host.UntilAsync(() => asked.IsCompleted, Step);

        Assert.Equal(2, (await Assert.ThrowsAsync<OutcomeUnknownException>(() => asked)).Generation);
        Assert.Equal(1, host.Counted.Count(static line => line == "unknown Desk AskAsync"));
        release.SetResult();
    }

    [Fact]
    public async Task Calls_that_fail_after_their_generation_has_are_replayed_and_refusals_are_not()
    {
        await using var host = await DeskHost.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var broken = host.Desk.AskAsync(context => ThrowAfterAsync(context, gate.Task, new ObjectDisposedException("pool")), Token);
        var refused = host.Desk.AskAsync(context => ThrowAfterAsync(context, gate.Task, new ArgumentException("no such product")), Token);
        var finished = host.Desk.AskAsync(_ => gate.Task, Token);
        host.Hold();
        await Assert.ThrowsAsync<InvalidDataException>(() => host.Desk.PayAsync(static _ => throw new InvalidDataException(), Token));

        gate.SetResult();

        await Assert.ThrowsAsync<ArgumentException>(() => refused);
        Assert.Equal(1, await finished);
        host.LetGo();
        await host.Host.UntilAsync(() => broken.IsCompleted, Step);
        Assert.Equal(2, await broken);
    }

    [Fact]
    public async Task Exception_that_does_not_make_the_component_fail_is_the_answer()
    {
        await using var host = await DeskHost.StartAsync();
        var calls = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Desk.AskAsync(
            _ =>
            {
                calls++;
                throw new InvalidOperationException();
            },
            Token));

        Assert.Equal((1, 1), (calls, host.Snapshot.Generation));
    }

    [Fact]
    public async Task Arguments_that_can_be_used_once_only_are_not_used_again()
    {
        await using var host = await DeskHost.StartAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => host.Desk.ReadAsync(Stream.Null, FailsFirstAsync<InvalidDataException>, Token));
    }

    [Theory]
    [InlineData("Queue")]
    [InlineData("Fail")]
    public async Task Nothing_is_replayed_where_the_component_is_not_to(string pending)
    {
        await using var host = await DeskHost.StartAsync(configuration: new() { ["Resile:Components:Desk:Pending"] = pending });

        await Assert.ThrowsAsync<InvalidDataException>(() => host.Desk.AskAsync(FailsFirstAsync<InvalidDataException>, Token));
    }

    [Fact]
    public async Task Replay_ends_with_the_callers_token()
    {
        await using var host = await DeskHost.StartAsync();
        host.Hold();
        using var impatience = new CancellationTokenSource();
        var asked = host.Desk.AskAsync(FailsFirstAsync<InvalidDataException>, impatience.Token);
        await host.Host.UntilAsync(() => host.Snapshot.Waiting == 1);

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(0, host.Snapshot.Waiting);
    }

    [Fact]
    public async Task Call_whose_caller_waits_no_longer_when_it_fails_is_not_replayed()
    {
        await using var host = await DeskHost.StartAsync();
        using var impatience = new CancellationTokenSource();

        await Assert.ThrowsAsync<InvalidDataException>(() => host.Desk.AskAsync(
            async _ =>
            {
                await impatience.CancelAsync();
                throw new InvalidDataException();
            },
            impatience.Token));

        Assert.Empty(host.Counted);
    }

    [Fact]
    public async Task Call_that_cannot_be_replayed_in_time_ends_as_if_it_were_not()
    {
        await using var host = await DeskHost.StartAsync(static options => options.PendingTimeout = TimeSpan.FromSeconds(2));
        host.Hold();
        var asked = host.Desk.AskAsync(FailsFirstAsync<InvalidDataException>, Token);

        await host.Host.UntilAsync(() => asked.IsCompleted, Step);

        await Assert.ThrowsAsync<InvalidDataException>(() => asked);
        Assert.DoesNotContain(host.Counted, static line => line.StartsWith("replayed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_that_waits_to_be_replayed_when_the_host_stops_ends_as_if_it_were_not()
    {
        var host = await DeskHost.StartAsync();
        host.Hold();
        var asked = host.Desk.AskAsync(FailsFirstAsync<InvalidDataException>, Token);
        await host.Host.UntilAsync(() => host.Snapshot.Waiting == 1);

        await host.DisposeAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => asked);
    }

    [Fact]
    public async Task Replays_go_before_calls_that_never_ran()
    {
        await using var host = await DeskHost.StartAsync(static options => options.MinConcurrency = 1);
        var (crash, order) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new List<string>());
        var asked = host.Desk.AskAsync(
            async context =>
            {
                if (context.Generation == 1)
                {
                    await crash.Task;
                    throw new ObjectDisposedException("pool");
                }

                order.Add("replay");
            },
            Token);
        host.Hold();
        await Assert.ThrowsAsync<InvalidDataException>(() => host.Desk.PayAsync(static _ => throw new InvalidDataException(), Token));
        var paid = host.Desk.PayAsync(
            _ =>
            {
                order.Add("arrival");
                return Task.CompletedTask;
            },
            Token);
        crash.SetResult();
        await host.Host.UntilAsync(() => host.Snapshot.Waiting == 2);

        host.LetGo();
        await host.Host.FinishAsync(Task.WhenAll(asked, paid));

        Assert.Equal(["replay", "arrival"], order);
    }

    private static Task FailsFirstAsync<TException>(RecoveryContext context)
        where TException : Exception, new() => context.Generation == 1 ? Task.FromException(new TException()) : Task.CompletedTask;

    private static async Task ThrowAfterAsync(RecoveryContext context, Task gate, Exception exception)
    {
        if (context.Generation == 1)
        {
            await gate;
            throw exception;
        }
    }
}
