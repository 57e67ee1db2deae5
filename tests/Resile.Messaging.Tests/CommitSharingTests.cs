using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Resile.Messaging.Sqlite;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>Transactions that share a commit on SQLite are as good as transactions of their own.</summary>
public sealed partial class CommitSharingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SqliteMessageStore _store;

    public CommitSharingTests()
    {
        _store = new SqliteMessageStore(_folder.File("shared.db"), _time);
        Execute("PRAGMA journal_mode = WAL; CREATE TABLE parents (id INTEGER PRIMARY KEY);"
            + "CREATE TABLE effects (id INTEGER NOT NULL, parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Transactions_that_wait_are_committed_together_and_none_is_acknowledged_before()
    {
        var (first, second, third) = await BeginThreeAsync();

        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var (held, others) = await NextAsync(second, third);
        Write(held, 2);
        var secondCommit = held.CommitAsync([], TestContext.Current.CancellationToken);

        Assert.Equal((false, false, 0), (firstCommit.IsCompleted, secondCommit.IsCompleted, Effects()));
        var last = await others;
        Write(last, 3);
        await last.CommitAsync([], TestContext.Current.CancellationToken);
        await Task.WhenAll(firstCommit, secondCommit);
        Assert.Equal(3, Effects());
    }

    [Fact]
    public async Task Transaction_that_comes_to_nothing_undoes_nobody_else()
    {
        var (first, second, third) = await BeginThreeAsync();

        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var held = await second;
        Write(held, 2);
        await held.DisposeAsync();
        var last = await third;
        Write(last, 3);
        await last.DisposeAsync();

        await firstCommit;
        Assert.Equal("1", Ids());
    }

    [Fact]
    public async Task Commit_that_fails_fails_all_who_share_it_and_afterwards_only_the_one_to_blame()
    {
        var (first, second, third) = await BeginThreeAsync();
        Write(first, 1);
        var commits = new List<Task> { first.CommitAsync([], TestContext.Current.CancellationToken) };
        var held = await second;
        Write(held, 2, parent: 99);
        commits.Add(held.CommitAsync([], TestContext.Current.CancellationToken));
        var last = await third;
        Write(last, 3);
        commits.Add(last.CommitAsync([], TestContext.Current.CancellationToken));

        foreach (var commit in commits)
        {
            await Assert.ThrowsAsync<SharedCommitException>(() => commit);
        }

        Assert.Equal(0, Effects());
        (first, second, third) = await BeginThreeAsync();
        Write(first, 1);
        await first.CommitAsync([], TestContext.Current.CancellationToken);
        held = await second;
        Write(held, 2, parent: 99);
        await Assert.ThrowsAsync<SqliteException>(() => held.CommitAsync([], TestContext.Current.CancellationToken));
        last = await third;
        Write(last, 3);
        await last.CommitAsync([], TestContext.Current.CancellationToken);
        Assert.Equal("1,3", Ids());
    }

    [Theory]
    [InlineData("ROLLBACK")]
    [InlineData("COMMIT")]
    public async Task Transaction_that_is_ended_by_a_handler_is_acknowledged_to_nobody(string end)
    {
        var (first, second, third) = await BeginThreeAsync();
        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var held = await second;
        Write(held, 2);
        Execute(held, end);
        var secondCommit = held.CommitAsync([], TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SharedCommitException>(() => firstCommit);
        await Assert.ThrowsAsync<SharedCommitException>(() => secondCommit);
        await using var last = await third;
        Write(last, 3);
        await last.CommitAsync([], TestContext.Current.CancellationToken);
        Assert.Equal(end == "COMMIT" ? "1,2,3" : "3", Ids());
    }

    [Fact]
    public async Task Fence_ends_the_sharing_and_commits_what_the_others_did()
    {
        var (first, second, third) = await BeginThreeAsync();
        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var held = await second;
        Write(held, 2);
        var connection = (SqliteConnection)held.Transaction.Connection!;

        await held.FenceAsync(Cancellation);
        Assert.Throws<SqliteException>(() => Write(held, 2));
        await held.DisposeAsync();

        await firstCommit;
        var last = await third;
        Assert.NotSame(connection, last.Transaction.Connection);
        Write(last, 3);
        await last.CommitAsync([], TestContext.Current.CancellationToken);
        Assert.Equal("1,3", Ids());
    }

    [Fact]
    public async Task Nobody_waits_long_for_those_who_follow()
    {
        var (first, second, third) = await BeginThreeAsync();
        Write(first, 1);
        _time.Advance(TimeSpan.FromMilliseconds(11));

        await first.CommitAsync([], TestContext.Current.CancellationToken);

        Assert.Equal("1", Ids());
        await (await second).DisposeAsync();
        await (await third).DisposeAsync();
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_passed_over()
    {
        using var giveUp = new CancellationTokenSource();
        var first = await _store.BeginAsync(Cancellation);
        var second = _store.BeginAsync(giveUp.Token).AsTask();
        var third = _store.BeginAsync(Cancellation).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Write(first, 1);
        var firstCommit = first.CommitAsync([], TestContext.Current.CancellationToken);
        var last = await third;
        Write(last, 3);
        await last.CommitAsync([], TestContext.Current.CancellationToken);

        await firstCommit;
        Assert.Equal("1,3", Ids());
    }

    [Fact]
    public async Task Transactions_in_any_number_are_each_kept_or_undone()
    {
        var kept = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, 400), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation },
            async (id, cancellation) =>
            {
                await using var held = await _store.BeginAsync(cancellation);
                await Task.Yield();
                Write(held, id);
                if (id % 3 != 0)
                {
                    await held.CommitAsync([], TestContext.Current.CancellationToken);
                    Interlocked.Increment(ref kept);
                }
            });

        Assert.Equal((kept, 0), (Effects(), Count("SELECT count(*) FROM effects WHERE id % 3 = 0")));
    }

    private static async Task<(IStoreTransaction Held, Task<IStoreTransaction> Others)> NextAsync(
        Task<IStoreTransaction> second, Task<IStoreTransaction> third) => (await second, third);

    private static void Write(IStoreTransaction held, int id, int? parent = null) =>
        Execute(held, $"INSERT INTO effects VALUES ({id}, {(parent is { } key ? $"{key}" : "NULL")})");

    private static void Execute(IStoreTransaction held, string sql)
    {
        var transaction = (SqliteTransaction)held.Transaction;
        using var command = new SqliteCommand(sql, transaction.Connection, transaction);
        command.ExecuteNonQuery();
    }

    private async Task<(IStoreTransaction First, Task<IStoreTransaction> Second, Task<IStoreTransaction> Third)> BeginThreeAsync() =>
        (await _store.BeginAsync(Cancellation), _store.BeginAsync(Cancellation).AsTask(), _store.BeginAsync(Cancellation).AsTask());

    private int Effects() => Count("SELECT count(*) FROM effects");

    private int Count(string sql) => int.Parse(Read(sql), System.Globalization.CultureInfo.InvariantCulture);

    private string Ids() => Read("SELECT coalesce(group_concat(id), '') FROM (SELECT id FROM effects ORDER BY id)");

    private string Read(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("shared.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{command.ExecuteScalar()}";
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("shared.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
