using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Resile.Integration.Tests.EndToEnd;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;

namespace Resile.Integration.Tests.Faults;

/// <summary>PostgreSQL goes in the middle of what it does, and its answers are lost: business rows are held against effects.</summary>
public sealed class PostgreSqlFaultTests
{
    private const int Operations = 120;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commits_whose_outcome_nobody_learns_lose_and_repeat_nothing()
    {
        await using var store = await CreateAsync();
        await using var proxy = store.Proxy();
        var random = new Random(20261126);

        // It is not the handler that fails: its messages are handled at last, though it has one attempt.
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging, proxy).UseInMemory(), forgives: false);
        proxy.Judge = piece =>
        {
            lock (random)
            {
                return !IsCommit(piece.Span) ? Passage.Through : (Passage)Math.Max(0, random.Next(8) - 5);
            }
        };

        var failed = await SendAsync(host);
        proxy.Judge = null;

        var committed = failed.Intersect(await OperationsAsync(store)).Count();
        var lost = failed.Count - committed;
        await Eventually.TrueAsync(host.IsDoneAsync, Patience);
        Assert.True(committed > 3 && lost > 3, $"Of the commits that failed {committed} had taken place and {lost} had not: too few to mean anything.");
        Assert.Equal(await OperationsAsync(store), await store.NotesAsync());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Sessions_that_the_server_ends_in_the_middle_of_a_commit_lose_and_repeat_nothing()
    {
        await using var store = await CreateAsync();

        // A commit that takes its time: the end finds it under way.
        await store.RunAsync("""
            create function pause() returns trigger language plpgsql as 'begin perform pg_sleep(0.003); return null; end';
            create constraint trigger pause after insert on notes deferrable initially deferred for each row execute function pause();
            create constraint trigger pause after insert on operations deferrable initially deferred for each row execute function pause();
            """);
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging).UseInMemory());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var ending = EndSessionsAsync(store, ended.Token);

        var failed = await SendAsync(host);
        await ended.CancelAsync();
        var sessions = await ending;

        await Eventually.TrueAsync(host.IsDoneAsync, Patience);
        Assert.True(failed.Count > 0 && sessions > 20, $"{sessions} sessions were ended, and {failed.Count} commits of the sender failed: too few to mean anything.");
        Assert.Equal(await OperationsAsync(store), await store.NotesAsync());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Node_whose_packets_vanish_keeps_nothing_from_the_others_and_does_no_harm_when_they_come_late()
    {
        await using var store = await CreateAsync();
        await using var proxy = store.Proxy();
        using var cutOff = await NoteHost.StartAsync(messaging => store.Use(messaging, proxy).UseInMemory());
        using var other = await NoteHost.StartAsync(messaging => store.Use(messaging).UseInMemory());
        var sending = SendSlowlyAsync(other);
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count > Operations / 4, Patience);

        proxy.Freeze();
        await sending;
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count >= Operations, Patience);
        proxy.Thaw();
        await cutOff.SendAsync(Operations + 1);

        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count > Operations && await other.IsDoneAsync(), Patience);
        Assert.Equal(Enumerable.Range(1, Operations + 1), await store.NotesAsync());
        await cutOff.StopAsync(Stop);
        await other.StopAsync(Stop);
    }

    /// <summary>Tells whether a piece has a prepared statement executed that takes no values: of those the library has none but its commits.</summary>
    private static bool IsCommit(ReadOnlySpan<byte> piece)
    {
        for (var at = piece.IndexOf("\0_p"u8); at >= 0; at = piece.IndexOf("\0_p"u8))
        {
            piece = piece[(at + 3)..];
            var digits = piece.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits > 0 && piece[digits..].StartsWith("\0\0\0\0\0"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<NoteStore> CreateAsync()
    {
        var store = await NoteStore.CreateAsync(isPostgreSql: true);
        await store.RunAsync("create table operations (number integer not null)");
        return store;
    }

    /// <summary>Stores operations with a message each, and gives up each at its first failure.</summary>
    /// <returns>Those whose commit failed.</returns>
    private static async Task<List<int>> SendAsync(IHost host)
    {
        var outbox = host.Services.GetRequiredService<IOutbox>();
        var failed = new List<int>();
        for (var number = 1; number <= Operations; number++)
        {
            var isCommitting = false;
            try
            {
                await using var transaction = await outbox.BeginAsync(Stop);
                await using var insert = transaction.CreateCommand($"insert into operations (number) values ({number})");
                await insert.ExecuteNonQueryAsync(Stop);
                await transaction.For<INotes>().NotedAsync(new Noted(number, "hello"), Stop);
                isCommitting = true;
                await transaction.CommitAsync(Stop);
            }
            catch (DbException)
            {
                if (isCommitting)
                {
                    failed.Add(number);
                }
            }
        }

        return failed;
    }

    private static async Task SendSlowlyAsync(IHost host)
    {
        for (var number = 1; number <= Operations; number++)
        {
            await host.SendAsync(number);
            await Task.Delay(2, Stop);
        }
    }

    private static async Task<int> EndSessionsAsync(NoteStore store, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(TestServers.PostgreSql);
        await connection.OpenAsync(Stop);
        await using var end = connection.CreateCommand();
        end.CommandText = $"""
            select pg_terminate_backend(pid) from pg_stat_activity where datname = '{store.Database}' and state = 'active' order by random() limit 1
            """;
        var count = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            count += await end.ExecuteScalarAsync(Stop) is true ? 1 : 0;
            await Task.Delay(7, Stop);
        }

        return count;
    }

    private static Task<IReadOnlyList<int>> OperationsAsync(NoteStore store) => store.NumbersAsync("operations");
}
