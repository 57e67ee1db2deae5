using Npgsql;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Storage;
using static Resile.Integration.Tests.PostgreSql.StoreUnderTest;

namespace Resile.Integration.Tests.PostgreSql;

public sealed class LeaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_node_gets_half_of_the_lanes_and_no_row_belongs_to_both()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var messages = Enumerable.Range(0, 400).Select(_ => Message()).ToArray();
        await test.AppendAsync(messages);
        await using var first = (await test.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation))!;
        Assert.Equal(400, (await first.ReadNextAsync(1000, Cancellation)).Count);

        var other = test.OpenAnother();
        var node = Guid.NewGuid();
        Assert.Null(await other.Outbox.TryAcquireAsync(node, Lease, Cancellation));
        Assert.True(await first.RenewAsync(Cancellation));
        Assert.Null(await other.Outbox.TryAcquireAsync(node, Lease, Cancellation));
        Assert.True(await first.RenewAsync(Cancellation));
        await using var second = await other.Outbox.TryAcquireAsync(node, Lease, Cancellation);

        Assert.NotNull(second);
        first.Rewind();
        var ofFirst = await first.ReadNextAsync(1000, Cancellation);
        var ofSecond = await second.ReadNextAsync(1000, Cancellation);
        Assert.Equal(
            messages.Select(m => m.MessageId).Order(),
            ofFirst.Concat(ofSecond).Select(r => r.Message.MessageId).Order());
        Assert.Equal(32, await CountLanesAsync(test, node));
    }

    [Fact]
    public async Task Node_that_leaves_hands_its_lanes_over_at_once()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync([.. Enumerable.Range(0, 100).Select(_ => Message())]);
        var first = (await test.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation))!;
        await first.DisposeAsync();

        await using var second = await test.OpenAnother().Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation);

        Assert.NotNull(second);
        Assert.Equal(100, (await second.ReadNextAsync(1000, Cancellation)).Count);
    }

    [Fact]
    public async Task Lane_that_went_away_and_came_back_is_not_read_in_the_epoch_before()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync([.. Enumerable.Range(0, 100).Select(_ => Message())]);
        await using var lease = (await test.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation))!;
        Assert.Equal(100, (await lease.ReadNextAsync(1000, Cancellation)).Count);
        lease.Rewind();

        await using (var taken = test.DataSource.CreateCommand($"update {test.Schema}.lane set epoch = epoch + 1"))
        {
            await taken.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Empty(await lease.ReadNextAsync(1000, Cancellation));
    }

    [Fact]
    public async Task Node_whose_connection_breaks_loses_its_lanes_long_before_its_lease_ends()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync([.. Enumerable.Range(0, 100).Select(_ => Message())]);
        var node = Guid.NewGuid();
        await using var first = (await test.Store.Outbox.TryAcquireAsync(node, TimeSpan.FromHours(1), Cancellation))!;
        Assert.Equal(100, (await first.ReadNextAsync(1000, Cancellation)).Count);

        // What the server does when a killed process's connection closes.
        await test.ExecuteAsync("""
            SELECT pg_terminate_backend(k.pid) FROM pg_locks k JOIN $schema.node n
              ON ((k.classid::bigint << 32) | k.objid::bigint) = n.session AND k.locktype = 'advisory'
            """);
        IOutboxLease? second = null;
        await Eventually.TrueAsync(
            async () => (second = await test.OpenAnother().Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation)) is not null,
            TimeSpan.FromSeconds(5));

        Assert.Equal(100, (await second!.ReadNextAsync(1000, Cancellation)).Count);
        first.Rewind();
        Assert.Empty(await first.ReadNextAsync(1000, Cancellation));
        Assert.False(await RenewOrBreakAsync(first));
        Assert.False(await first.RenewAsync(Cancellation));
        await second!.DisposeAsync();
    }

    [Fact]
    public async Task Node_whose_lease_ran_out_learns_that_another_has_taken_over()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync(Message());
        var node = Guid.NewGuid();
        await using var zombie = (await test.Store.Outbox.TryAcquireAsync(node, Lease, Cancellation))!;

        // As if it had been stopped for longer than its lease: its session is alive, its lease is not.
        await test.ExecuteAsync("UPDATE $schema.node SET lease_until = clock_timestamp() - interval '1 second'");
        await using var successor = await test.OpenAnother().Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation);

        Assert.NotNull(successor);
        Assert.Single(await successor.ReadNextAsync(10, Cancellation));
        Assert.Empty(await zombie.ReadNextAsync(10, Cancellation));
        Assert.False(await zombie.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Node_that_is_cut_off_while_it_decides_about_lanes_does_not_stop_the_others()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var address = new NpgsqlConnectionStringBuilder(TestServers.PostgreSql);
        await using var proxy = TcpProxy.To(address.Host!, address.Port);
        proxy.Open();
        address.Port = proxy.Port;
        await using var cutOff = (await test.OpenAnother(address.ConnectionString)
            .Outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromSeconds(1), Cancellation))!;
        Task<bool> renewing;
        await using (var connection = await test.DataSource.OpenConnectionAsync(Cancellation))
        await using (var deciding = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var decide = new NpgsqlCommand(
                $"SELECT pg_advisory_xact_lock(hashtext('resile.messaging.lanes'), hashtext('{test.Schema}'))", connection, deciding);
            await decide.ExecuteNonQueryAsync(Cancellation);
            renewing = cutOff.RenewAsync(Cancellation);
            await Eventually.TrueAsync(async () => await CountAsync(test, $"""
                SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                  AND objsubid = 2 AND objid::bigint = hashtext('{test.Schema}')::bigint & 4294967295
                """) == 1);

            // The server hands it the lock, and it never learns of that.
            proxy.Freeze();
        }

        var acquiring = test.OpenAnother().Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation);
        await using var successor = await acquiring.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.NotNull(successor);
        proxy.Thaw();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => renewing);
    }

    [Fact]
    public async Task Node_that_comes_back_under_its_own_name_gets_its_lanes_again()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync(Message());
        var node = Guid.NewGuid();
        await using var first = (await test.Store.Outbox.TryAcquireAsync(node, Lease, Cancellation))!;

        await using var second = (await test.Store.Outbox.TryAcquireAsync(node, Lease, Cancellation))!;

        Assert.Single(await second.ReadNextAsync(10, Cancellation));
        Assert.False(await first.RenewAsync(Cancellation));
        Assert.True(await second.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Nodes_that_come_and_go_never_read_the_same_row_at_once()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var random = new Random(20260102);

        // Nodes go by saying so; none may lose its lanes because the machine is busy.
        var lasting = TimeSpan.FromMinutes(10);
        var nodes = Enumerable.Range(0, 5).Select(_ => (Store: test.OpenAnother(), Id: Guid.NewGuid())).ToArray();
        var leases = new IOutboxLease?[nodes.Length];
        await test.AppendAsync([.. Enumerable.Range(0, 200).Select(_ => Message())]);

        for (var step = 0; step < 120; step++)
        {
            var node = random.Next(nodes.Length);
            if (leases[node] is not { } lease)
            {
                leases[node] = await nodes[node].Store.Outbox.TryAcquireAsync(nodes[node].Id, lasting, Cancellation);
            }
            else if (random.Next(6) == 0)
            {
                await lease.DisposeAsync();
                leases[node] = null;
            }
            else
            {
                Assert.True(await lease.RenewAsync(Cancellation));
            }

            var read = new HashSet<OutboxKey>();
            foreach (var live in leases.OfType<IOutboxLease>())
            {
                live.Rewind();
                Assert.All(await live.ReadNextAsync(1000, Cancellation), record => Assert.True(read.Add(record.Key)));
            }
        }

        // Left alone, the survivors cover everything.
        var alive = leases.OfType<IOutboxLease>().ToArray();
        for (var round = 0; round < 4; round++)
        {
            foreach (var lease in alive)
            {
                Assert.True(await lease.RenewAsync(Cancellation));
            }
        }

        var covered = 0;
        foreach (var lease in alive)
        {
            lease.Rewind();
            covered += (await lease.ReadNextAsync(1000, Cancellation)).Count;
            await lease.DisposeAsync();
        }

        Assert.NotEmpty(alive);
        Assert.Equal(200, covered);
    }

    private static async Task<bool> RenewOrBreakAsync(IOutboxLease lease)
    {
        try
        {
            return await lease.RenewAsync(Cancellation);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static Task<long> CountLanesAsync(StoreUnderTest test, Guid node) =>
        CountAsync(test, $"SELECT count(*) FROM {test.Schema}.lane WHERE owner = '{node}'");

    private static async Task<long> CountAsync(StoreUnderTest test, string sql)
    {
        await using var command = test.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
