using System.Globalization;
using RabbitMQ.Client;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Diagnostics;

namespace Resile.Integration.Tests.Chaos;

/// <summary>A process is killed (SIGKILL) at every step of a message's way, in every set-up: nothing is lost, repeated or out of order.</summary>
/// <remarks>
/// tests/chaos.sh runs many rounds: <c>RESILE_CHAOS_ROUNDS</c> is how often the process is killed at each step, <c>RESILE_CHAOS_TALLY</c> the file that each set-up writes a line to.
/// </remarks>
public sealed class ChaosTests
{
    private const int OperationsARound = 16;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int Rounds => int.TryParse(
        Environment.GetEnvironmentVariable("RESILE_CHAOS_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;

    /// <summary>Gets the set-ups: store and broker. Those with a broker take minutes for each round, and are left to tests/chaos.sh.</summary>
    public static TheoryData<bool, bool> SetUps => Environment.GetEnvironmentVariable("RESILE_CHAOS_ROUNDS") is null
        ? new() { { false, false } }
        : new() { { false, false }, { false, true }, { true, true } };

    [Theory, MemberData(nameof(SetUps))]
    public async Task Process_that_is_killed_at_any_step_loses_repeats_and_misorders_nothing(bool isPostgreSql, bool isRabbitMq)
    {
        var service = "chaos" + Guid.NewGuid().ToString("N")[..8];
        var broker = isRabbitMq ? TestServers.RabbitMq.ToString() : "memory";
        await using var store = await ChaosStore.CreateAsync(isPostgreSql);
        try
        {
            var tally = await RunAsync(store, broker, service, hasOther: isPostgreSql);
            if (Environment.GetEnvironmentVariable("RESILE_CHAOS_TALLY") is { } file)
            {
                await File.AppendAllTextAsync(file, $"{(isPostgreSql ? "PostgreSQL" : "SQLite")}, {(isRabbitMq ? "RabbitMQ" : "in memory")}: {tally.Describe(Failpoints.All.Count)}\n", Stop);
            }

            Assert.Equal(tally with { Lost = 0, Repeated = 0, Misordered = 0 }, tally);
        }
        finally
        {
            await DeleteAsync(isRabbitMq, service);
        }
    }

    private static async Task<ChaosTally> RunAsync(ChaosStore store, string broker, string service, bool hasOther)
    {
        var random = new Random(20261126);
        var (operations, killed) = (0, 0);

        ChaosProcess? other = null;
        try
        {
            foreach (var step in Failpoints.All)
            {
                var before = killed;
                for (var round = 0; round < Rounds; round++)
                {
                    // Where several nodes share a store, another one is there to take over. It is gone when the next process begins: that one has the queue and the lanes first.
                    other?.Dispose();
                    operations += OperationsARound;
                    using var process = ChaosProcess.Start(store, broker, service, operations, $"{step}:{random.Next(1, 4)}");
                    other = hasOther && await process.HasBegunAsync(Stop) ? ChaosProcess.Start(store, broker, service, operations: 0) : null;
                    killed += await process.EndAsync(Stop) ? 0 : 1;
                }

                Assert.True(killed > before, $"No process came to '{step}' in {Rounds} rounds, so none was killed there.");
            }
        }
        finally
        {
            other?.Dispose();
        }

        using var last = ChaosProcess.Start(store, broker, service, operations);
        Assert.True(await last.EndAsync(Stop));
        return await store.ReadAsync(killed);
    }

    private static async Task DeleteAsync(bool isRabbitMq, string service)
    {
        if (!isRabbitMq)
        {
            return;
        }

        await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.QueueDeleteAsync($"{service}-operations-operations-handler", cancellationToken: Stop);
        await channel.ExchangeDeleteAsync("Resile.Integration.TestChild:OperationsDone", cancellationToken: Stop);
        await channel.ExchangeDeleteAsync("Resile.Integration.TestChild:OperationsSpoilt", cancellationToken: Stop);
    }
}
