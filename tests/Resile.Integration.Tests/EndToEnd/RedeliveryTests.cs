using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Messages that are delivered again, with many others, to a handler that takes a few at once.</summary>
public sealed class RedeliveryTests
{
    private const int Notes = 150;
    private const int Concurrency = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_redelivery_holds_up_no_other_and_no_more_run_at_once_than_may()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        var calls = new TimedNotes.Calls();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(calls);
        builder.Services.AddResile(resile => store.Use(resile.Messaging).UseInMemory().AddNotesSender().AddNotesHandler<TimedNotes>(static options =>
        {
            options.Concurrency = Concurrency;
            options.ImmediateRetries = 0;
            options.RedeliveryDelays = [TimeSpan.FromMilliseconds(20)];
        }));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var notes = host.Services.GetRequiredService<INotes>();

        await notes.NotedAsync(new Noted(0, "slow"), Cancellation);
        await Eventually.TrueAsync(() => calls.IsWaiting);
        await Task.WhenAll(Enumerable.Range(1, Notes - 1).Select(number => notes.NotedAsync(new Noted(number, "hello"), Cancellation)));

        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count == Notes - 1);
        calls.Go.SetResult();
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count == Notes);
        Assert.Equal(Enumerable.Range(0, Notes), await store.NotesAsync());
        Assert.Equal(Concurrency, calls.Most);
        await host.StopAsync(Cancellation);
    }
}
