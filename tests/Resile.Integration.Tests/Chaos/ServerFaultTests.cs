using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Integration.Tests.EndToEnd;
using Resile.Integration.Tests.Faults;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.Chaos;

/// <summary>Servers die, run out of memory and come back under load, and a process stops for longer than its lease. Takes minutes, so tests/chaos.sh --faults alone runs it.</summary>
public sealed class ServerFaultTests
{
    private const int Notes = 5_000;
    private const int Senders = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Explicit = true), InlineData(false), InlineData(true)]
    public async Task Broker_that_is_killed_under_load_and_comes_back_loses_and_repeats_nothing(bool isPostgreSql)
    {
        await using var servers = await OwnServers.StartAsync("rabbitmq", "postgres");
        await using var store = await NoteStore.CreateAsync(isPostgreSql, servers.PostgreSql);
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging).UseRabbitMq(servers.RabbitMq));
        var sending = SendAsync(host, 1, Notes);
        foreach (var share in new[] { 4, 2 })
        {
            await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count >= Notes / share, Patience);
            await servers.KillAsync("rabbitmq");
            await Task.Delay(TimeSpan.FromSeconds(3), Stop);
            var stored = (await store.NotesAsync()).Count;
            await servers.StartAgainAsync("rabbitmq");
            var back = Stopwatch.StartNew();
            await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count > stored, Patience);
            Report($"the first effect {back.Elapsed.TotalSeconds:F1} s after the broker was back");
        }

        await sending;
        await JudgeAsync(host, store, Notes);
    }

    [Fact(Explicit = true)]
    public async Task Broker_that_is_short_of_memory_for_longer_than_a_confirm_may_take_loses_and_repeats_nothing()
    {
        await using var servers = await OwnServers.StartAsync("rabbitmq");
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false);
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging).UseRabbitMq(servers.RabbitMq));
        await SendAsync(host, 1, Notes / 4);

        await servers.ControlAsync("set_vm_memory_high_watermark 0.0001");
        var sending = SendAsync(host, (Notes / 4) + 1, Notes);
        await Task.Delay(TimeSpan.FromSeconds(15), Stop);
        var stored = (await store.NotesAsync()).Count;
        Assert.True(stored < Notes, "The broker took all messages although it had no memory.");
        await servers.ControlAsync("set_vm_memory_high_watermark 0.4");
        var back = Stopwatch.StartNew();
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count > stored, Patience);
        Report($"the first effect {back.Elapsed.TotalSeconds:F1} s after the broker had memory again");

        await sending;
        await JudgeAsync(host, store, Notes);
    }

    [Fact(Explicit = true)]
    public async Task Database_that_is_killed_under_load_and_comes_back_loses_and_repeats_nothing()
    {
        await using var servers = await OwnServers.StartAsync("rabbitmq", "postgres");
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true, servers.PostgreSql);
        using var host = await NoteHost.StartAsync(messaging => store.Use(messaging).UseRabbitMq(servers.RabbitMq));
        var failures = 0;
        for (var sent = 0; sent < Notes; sent += Notes / 2)
        {
            var handled = (await store.NotesAsync()).Count;
            var sending = SendAsync(host, sent + 1, sent + (Notes / 2));
            await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count > handled + 20, Patience);
            await servers.KillAsync("postgres");
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
            await servers.StartAgainAsync("postgres");
            failures += await sending;
        }

        Assert.True(failures > 0, "No sender met the database's death.");
        await JudgeAsync(host, store, Notes);
    }

    [Theory(Explicit = true), InlineData(5), InlineData(1)]
    public async Task Process_that_stops_for_longer_than_its_lease_and_goes_on_loses_repeats_and_misorders_nothing(int rounds)
    {
        // Once for so long that the broker gives its messages to others, and several times for its lease alone.
        await using var servers = await OwnServers.StartAsync("rabbitmq", "postgres");
        await using var store = await ChaosStore.CreateAsync(isPostgreSql: true, servers.PostgreSql);
        var broker = servers.RabbitMq.ToString();
        var operations = 0;
        using (var zombie = ChaosProcess.Start(store, broker, "zombies", operations: 0))
        {
            Assert.True(await zombie.HasBegunAsync(Stop));
            for (var round = 0; round < rounds; round++)
            {
                operations += 400;
                using var other = ChaosProcess.Start(store, broker, "zombies", operations);
                Assert.True(await other.HasBegunAsync(Stop));
                await Task.Delay(100 * (round + 1), Stop);
                zombie.Freeze();
                await Task.Delay(TimeSpan.FromSeconds(rounds == 1 ? 12 : 4), Stop);
                zombie.Thaw();
                Assert.True(await other.EndAsync(Stop));
            }
        }

        var tally = await store.ReadAsync(rounds);
        Report(tally.Describe(1));
        Assert.Equal(tally with { Lost = 0, Repeated = 0, Misordered = 0 }, tally);
    }

    /// <summary>Sends notes from many senders at once, each until it is stored.</summary>
    /// <returns>How often it failed.</returns>
    private static async Task<int> SendAsync(IHost host, int first, int last)
    {
        var failures = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(first, last - first + 1),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Stop },
            async (number, _) => Interlocked.Add(ref failures, await host.SendAsync(number)));
        return failures;
    }

    private static async Task JudgeAsync(IHost host, NoteStore store, int count)
    {
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count >= count && await host.IsDoneAsync(), Patience);
        var notes = await store.NotesAsync();
        Report($"lost {count - notes.Distinct().Count()} repeated {notes.Count - notes.Distinct().Count()}");
        Assert.Equal(Enumerable.Range(1, count), notes);
        await host.StopAsync(Stop);
    }

    private static void Report(string text)
    {
        if (Environment.GetEnvironmentVariable("RESILE_CHAOS_TALLY") is { } file)
        {
            File.AppendAllText(file, $"{TestContext.Current.Test?.TestDisplayName}: {text}\n");
        }
    }
}
