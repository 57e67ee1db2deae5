using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Code that a handler leaves running keeps nobody from going on, and writes nothing.</summary>
public sealed class LeftRunningTests
{
    private const int Notes = 12;

    [Theory, InlineData(Carelessness.Throws), InlineData(Carelessness.Returns), InlineData(Carelessness.WasAbandoned)]
    public Task Code_left_running_on_PostgreSql_is_fenced_and_the_message_is_handled_once(Carelessness carelessness) =>
        HandledOnceAsync(carelessness, isPostgreSql: true);

    // SQLite's commands are synchronous: what a handler leaves running there is a thread.
    [Fact]
    public Task Code_left_running_on_Sqlite_is_fenced_and_the_message_is_handled_once() =>
        HandledOnceAsync(Carelessness.WasAbandoned, isPostgreSql: false);

    private static async Task HandledOnceAsync(Carelessness carelessness, bool isPostgreSql)
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql);
        var leftovers = new CarelessNoteBook.Leftovers(carelessness);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(leftovers);
        builder.Services.AddResile(resile => store.Use(resile.Messaging).UseInMemory().AddNotesSender().AddNotesHandler<CarelessNoteBook>());
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var notes = host.Services.GetRequiredService<INotes>();
        for (var number = 1; number <= Notes; number++)
        {
            await notes.NotedAsync(new Noted(number, "hello"), TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count >= Notes);
        await Eventually.TrueAsync(() => leftovers.Running.All(static left => left.IsFaulted));
        Assert.Equal(Notes, leftovers.Running.Count);
        Assert.Equal(Enumerable.Range(1, Notes), await store.NotesAsync());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
