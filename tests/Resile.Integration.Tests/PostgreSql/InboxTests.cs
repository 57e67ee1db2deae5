using Npgsql;
using Resile.Messaging.PostgreSql;
using static Resile.Integration.Tests.PostgreSql.StoreUnderTest;

namespace Resile.Integration.Tests.PostgreSql;

/// <summary>The inbox is kept by the day on which messages were sent, and forgotten by the day.</summary>
public sealed class InboxTests
{
    private static readonly DateTimeOffset Yesterday = Start.AddDays(-1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_is_remembered_with_its_day_whenever_it_is_handled()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var id = Guid.CreateVersion7(Yesterday);

        Assert.True(await InsertAsync(test, id, Yesterday, Start));
        Assert.False(await InsertAsync(test, id, Yesterday, Start.AddDays(2)));
        Assert.True(await InsertAsync(test, Guid.CreateVersion7(Start), Start, Start));

        Assert.Equal((1, 1, 0), (await test.CountAsync("inbox_20260101"), await test.CountAsync("inbox_20260102"), await test.CountAsync("inbox_undated")));
    }

    [Fact]
    public async Task Days_are_made_ahead_at_the_start()
    {
        await using var test = await StoreUnderTest.CreateAsync();

        Assert.Equal(3, await CountDaysAsync(test));
        Assert.True(await InsertAsync(test, Guid.CreateVersion7(), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow));
        Assert.Equal(3, await CountDaysAsync(test));
    }

    [Fact]
    public async Task What_the_second_version_remembered_is_remembered_after_the_upgrade()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.ExecuteAsync("DROP SCHEMA $schema CASCADE; CREATE SCHEMA $schema");
        await test.ExecuteAsync(SchemaVersions.Beginning);
        foreach (var version in SchemaVersions.All.Take(2))
        {
            await test.ExecuteAsync(version);
            await test.ExecuteAsync(SchemaVersions.Next);
        }

        var id = Guid.CreateVersion7(Start);
        await test.ExecuteAsync($"INSERT INTO $schema.inbox VALUES ('billing', '{id}', '2026-01-02')");
        await test.OpenAnother().InitializeAsync(Cancellation);

        Assert.False(await InsertAsync(test, id, Start, Start));
        Assert.True(await InsertAsync(test, Guid.CreateVersion7(Start), Start, Start));
        Assert.Equal(1, await test.Store.Inbox.PurgeAsync(Start.AddDays(1), 10, Cancellation));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(3)]
    public async Task Day_beyond_all_reason_gets_no_table_but_is_remembered(int days)
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var id = Guid.CreateVersion7(Start.AddDays(days));

        Assert.True(await InsertAsync(test, id, Start.AddDays(days), Start));

        Assert.Equal((1, 3), (await test.CountAsync("inbox_undated"), await CountDaysAsync(test)));
        Assert.False(await InsertAsync(test, id, Start.AddDays(days), Start.AddDays(days)));
    }

    [Fact]
    public async Task Program_that_may_make_no_tables_recognises_what_others_have_handled()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var (first, second) = (Guid.CreateVersion7(Start), Guid.CreateVersion7(Start));
        var other = test.OpenAnother(managesSchema: false);
        await other.InitializeAsync(Cancellation);
        Assert.True(await InsertAsync(test, first, Start, Start));

        Assert.False(await InsertAsync(test, first, Start, Start, other));
        Assert.True(await InsertAsync(test, second, Start, Start, other));

        Assert.False(await InsertAsync(test, second, Start, Start));
        Assert.Equal(1, await other.Inbox.PurgeAsync(Start.AddDays(1), 10, Cancellation));
    }

    [Fact]
    public async Task Days_go_when_all_of_their_messages_are_too_old_and_not_before()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await InsertAsync(test, Guid.CreateVersion7(Start), Start, Start);
        var end = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero);

        await test.Store.Inbox.PurgeAsync(end.AddMinutes(59), 10, Cancellation);
        Assert.Equal(1, await test.CountAsync("inbox_20260102"));
        await test.Store.Inbox.PurgeAsync(end.AddMinutes(61), 10, Cancellation);

        Assert.Equal(3, await CountDaysAsync(test));
        Assert.Equal(0, await test.CountAsync("inbox"));
    }

    [Fact]
    public async Task Day_that_another_node_dropped_is_made_again_at_the_next_attempt()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await InsertAsync(test, Guid.CreateVersion7(Start), Start, Start);
        await test.OpenAnother().Inbox.PurgeAsync(Start.AddDays(10), 10, Cancellation);
        var id = Guid.CreateVersion7(Start);

        var gone = await Assert.ThrowsAsync<PostgresException>(() => InsertAsync(test, id, Start, Start));
        Assert.Equal(PostgresErrorCodes.UndefinedTable, gone.SqlState);
        Assert.True(await InsertAsync(test, id, Start, Start));
        Assert.False(await InsertAsync(test, id, Start, Start));
    }

    [Fact]
    public async Task Cleaning_and_a_handler_that_runs_do_not_wait_for_each_other()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await InsertAsync(test, Guid.CreateVersion7(Yesterday), Yesterday, Start);
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        Assert.True(await test.Store.Inbox.TryInsertAsync(transaction, "billing", Guid.CreateVersion7(Start), Start, Start, Lease, Cancellation));

        // Dropping yesterday, and making another day, with a handler in the middle of today; then the day of that handler itself.
        await test.Store.Inbox.PurgeAsync(Start, 10, Cancellation).WaitAsync(Lease, Cancellation);
        Assert.True(await InsertAsync(test, Guid.CreateVersion7(Start.AddDays(1)), Start.AddDays(1), Start).WaitAsync(Lease, Cancellation));
        await test.OpenAnother().Inbox.PurgeAsync(Start.AddDays(9), 10, Cancellation).WaitAsync(Lease, Cancellation);
        await transaction.CommitAsync(Cancellation);

        Assert.Equal(1, await test.CountAsync("inbox_20260102"));
        await test.OpenAnother().Inbox.PurgeAsync(Start.AddDays(9), 10, Cancellation);
        Assert.Equal(0, await test.CountAsync("inbox"));
    }

    [Fact]
    public async Task Nodes_that_clean_and_handle_at_once_lose_and_repeat_nothing()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => test.OpenAnother()).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, 10).Select(day => Start.AddDays(-day)), Cancellation, async (day, _) =>
            await InsertAsync(test, Guid.CreateVersion7(day), day, Start));

        await Task.WhenAll(nodes.Select(async (node, index) =>
        {
            for (var round = 0; round < 10; round++)
            {
                var day = Start.AddDays(round % 2);
                var id = Guid.CreateVersion7(day);
                Assert.True(await InsertAsync(test, id, day, Start, node));
                Assert.Equal(0, await node.Inbox.PurgeAsync(Start.AddDays(-1), 10, Cancellation));
                Assert.False(await InsertAsync(test, id, day, Start, nodes[(index + 1) % nodes.Length]));
            }
        }));

        Assert.Equal(40 + 2, await test.CountAsync("inbox"));
    }

    private static Task<bool> InsertAsync(StoreUnderTest test, Guid id, DateTimeOffset? sentAt, DateTimeOffset now, PostgreSqlStore? node = null) =>
        test.InTransactionAsync(
            transaction => (node ?? test.Store).Inbox.TryInsertAsync(transaction, "billing", id, sentAt, now, Lease, Cancellation));

    private static async Task<long> CountDaysAsync(StoreUnderTest test)
    {
        await using var command = test.DataSource.CreateCommand(
            $"SELECT count(*) FROM pg_inherits WHERE inhparent = '{test.Schema}.inbox'::regclass");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
