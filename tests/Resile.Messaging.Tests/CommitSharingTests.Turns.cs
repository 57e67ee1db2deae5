using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Tests;

/// <content>Code that does more with its turn, or its thread, than it may; and commands that go from turn to turn.</content>
public sealed partial class CommitSharingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Code_that_was_left_running_writes_into_nobody_elses_transaction()
    {
        var (first, second, third) = await BeginThreeAsync();
        var go = new TaskCompletionSource();
        var stray = await LeaveRunningAsync(first, go.Task, () => Write(first, 666));
        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var held = await second;
        Write(held, 2);

        go.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => stray);
        var secondCommit = held.CommitAsync([], TestContext.Current.CancellationToken);
        await (await third).DisposeAsync();
        await Task.WhenAll(firstCommit, secondCommit);
        Assert.Equal("1,2", Ids());
    }

    [Fact]
    public async Task Code_that_blocks_its_thread_is_ended_by_another_and_the_rest_goes_on()
    {
        using var unblock = new ManualResetEventSlim();
        var first = await _store.BeginAsync(Cancellation);
        var blocked = new TaskCompletionSource<IStoreTransaction>(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = UseAsync(_store.BeginAsync(Cancellation), held =>
        {
            blocked.SetResult(held);
            unblock.Wait(Cancellation);
            return ValueTask.CompletedTask;
        });
        var third = _store.BeginAsync(Cancellation).AsTask();
        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);

        var held = await blocked.Task.WaitAsync(Patience, Cancellation);
        await held.FenceAsync(Cancellation);
        await held.DisposeAsync();

        await firstCommit.WaitAsync(Patience, Cancellation);
        var last = await third.WaitAsync(Patience, Cancellation);
        Write(last, 3);
        await last.CommitAsync([], TestContext.Current.CancellationToken).WaitAsync(Patience, Cancellation);
        unblock.Set();
        await second;
        Assert.Equal("1,3", Ids());
    }

    [Fact]
    public async Task Code_that_blocks_its_thread_after_its_transaction_came_to_nothing_keeps_nobody_waiting()
    {
        using var unblock = new ManualResetEventSlim();
        var first = await _store.BeginAsync(Cancellation);
        var second = UseAsync(_store.BeginAsync(Cancellation), async held =>
        {
            await held.DisposeAsync();
            unblock.Wait(Cancellation);
        });
        var third = _store.BeginAsync(Cancellation).AsTask();
        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);

        await (await third.WaitAsync(Patience, Cancellation)).DisposeAsync();
        await firstCommit.WaitAsync(Patience, Cancellation);

        unblock.Set();
        await second;
        Assert.Equal("1", Ids());
    }

    [Fact]
    public async Task Command_that_was_disposed_comes_again_for_the_next_transaction_as_a_new_one()
    {
        var (first, second, third) = await BeginThreeAsync();
        var one = Insert(first, 1);
        one.CommandTimeout = 7;
        one.Dispose();
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);

        var held = await second;
        using (var two = Insert(held, 2))
        {
            Assert.Same(one, two);
            Assert.Equal(("$id", 30), (Assert.Single(two.Parameters.Cast<SqliteParameter>()).ParameterName, two.CommandTimeout));
            using var other = Insert(held, 3);
            Assert.NotSame(two, other);
        }

        await held.DisposeAsync();
        var last = await third;
        Insert(last, 4).Dispose();
        await last.CommitAsync([], TestContext.Current.CancellationToken);
        await firstCommit;
        Assert.Equal("1,4", Ids());
    }

    [Fact]
    public async Task Command_that_is_disposed_while_it_is_read_or_by_code_left_running_comes_to_nobody()
    {
        var (first, second, third) = await BeginThreeAsync();
        var read = first.CreateCommand("SELECT 1");
        var reader = await read.ExecuteReaderAsync(Cancellation);
        read.Dispose();
        Assert.NotSame(read, first.CreateCommand("SELECT 1"));
        await reader.DisposeAsync();
        var go = new TaskCompletionSource();
        var kept = first.CreateCommand("SELECT 2");
        var stray = await LeaveRunningAsync(first, go.Task, kept.Dispose);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var held = await second;

        go.SetResult();

        await stray;
        Assert.NotSame(kept, held.CreateCommand("SELECT 2"));
        await held.DisposeAsync();
        await (await third).DisposeAsync();
        await firstCommit;
    }

    // Goes on where the turn is given: on the thread that gives it.
    private static async Task UseAsync(ValueTask<IStoreTransaction> beginning, Func<IStoreTransaction, ValueTask> use) =>
        await use(await beginning.ConfigureAwait(false)).ConfigureAwait(false);

    private static async Task<Task> LeaveRunningAsync(IStoreTransaction held, Task go, Action stray)
    {
        await Task.Yield();
        held.Enter();
        return Task.Run(
            async () =>
            {
                await go;
                stray();
            },
            Cancellation);
    }

    private static SqliteCommand Insert(IStoreTransaction held, int id)
    {
        var command = (SqliteCommand)held.CreateCommand("INSERT INTO effects VALUES ($id, NULL)");
        command.Parameters.AddWithValue("$id", id);
        command.ExecuteNonQuery();
        return command;
    }
}
