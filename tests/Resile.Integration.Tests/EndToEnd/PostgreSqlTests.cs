using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>A service on PostgreSQL whose callers and handlers do not do what one would wish.</summary>
public sealed class PostgreSqlTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transaction_may_be_enlisted_before_the_host_starts_and_after()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        using var host = Build(store, static messaging => messaging.AddNotesSender().AddNotesHandler<NoteBook>());

        await SendEnlistedAsync(host, store, 1);
        await host.StartAsync(Cancellation);
        await SendEnlistedAsync(host, store, 2);

        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count == 2);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Handler_that_hangs_in_a_command_is_left_behind_and_does_no_harm()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        var calls = new StubbornNotes.Calls();
        using var host = Build(
            store,
            static messaging => messaging.AddNotesSender().AddNotesHandler<StubbornNotes>(static options =>
            {
                options.HandlerTimeout = TimeSpan.FromMilliseconds(200);
                options.RedeliveryDelays = [TimeSpan.FromMilliseconds(20)];
                options.ImmediateRetries = 0;
            }),
            services => services.AddSingleton(calls));
        await host.StartAsync(Cancellation);
        var notes = host.Services.GetRequiredService<INotes>();

        await notes.NotedAsync(new Noted(0, "hangs"), Cancellation);
        for (var number = 1; !calls.Ended.Task.IsCompleted; number++)
        {
            await notes.NotedAsync(new Noted(number, "goes through"), Cancellation);
            await Task.Delay(10, Cancellation);
        }

        var sent = (int)(await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(Cancellation)).Enqueued;
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count >= sent);
        Assert.Equal(Enumerable.Range(0, sent), await store.NotesAsync());
        Assert.Equal(PostgresErrorCodes.AdminShutdown, Assert.IsType<PostgresException>(await calls.Ended.Task).SqlState);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Handler_that_hides_an_error_of_the_database_is_called_again()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        using var host = Build(store, static messaging => messaging.AddNotesSender().AddNotesHandler<HidingNotes>());
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<INotes>().NotedAsync(new Noted(1, "hides"), Cancellation);

        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count > 0);
        Assert.Equal([1], await store.NotesAsync());
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Messages_whose_writing_failed_are_written_by_the_next_commit()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        using var host = Build(store, static messaging => messaging.AddNotesSender());
        await using (var transaction = await host.Services.GetRequiredService<IOutbox>().BeginAsync(Cancellation))
        {
            await transaction.For<INotes>().NotedAsync(new Noted(1, "waits"), Cancellation);
            await ExecuteAsync("alter table resile.outbox add constraint refuses check (body is null); savepoint before");
            await Assert.ThrowsAsync<PostgresException>(() => transaction.CommitAsync(Cancellation));
            await ExecuteAsync("rollback to savepoint before; alter table resile.outbox drop constraint refuses");

            await transaction.CommitAsync(Cancellation);

            await Assert.ThrowsAsync<DurableMessageException>(() => transaction.For<INotes>().NotedAsync(new Noted(2, "late"), Cancellation));

            async Task ExecuteAsync(string sql)
            {
                await using var command = transaction.CreateCommand(sql);
                await command.ExecuteNonQueryAsync(Cancellation);
            }
        }

        Assert.Equal(1, (await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(Cancellation)).OutboxDepth);
    }

    private static IHost Build(NoteStore store, Action<MessagingBuilder> add, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure?.Invoke(builder.Services);
        builder.Services.AddResile(resile => add(store.Use(resile.Messaging).UseInMemory()));
        return builder.Build();
    }

    private static async Task SendEnlistedAsync(IHost host, NoteStore store, int number)
    {
        await using var connection = await store.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await host.Services.GetRequiredService<IOutbox>().Enlist(transaction).For<INotes>().NotedAsync(new Noted(number, "enlisted"), Cancellation);
        await transaction.CommitAsync(Cancellation);
    }
}
