using Npgsql;
using RabbitMQ.Client;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Several processes of a service, which are cut off, killed and stopped, keep the order within each key: the oracle compares
/// business rows with effects, and nothing in the tables helps.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private const int Accounts = 24;
    private const int Each = 60;
    private const string Topic = "Resile.Integration.TestChild:BookingsBooked";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly string _name = "resile_order_" + Guid.NewGuid().ToString("N");
    private readonly string _service = "bookings" + Guid.NewGuid().ToString("N")[..8];

    private string Database => new NpgsqlConnectionStringBuilder(TestServers.PostgreSql) { Database = _name, SearchPath = "public" }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await ExecuteAsync(TestServers.PostgreSql, $"create database {_name}");
        await ExecuteAsync(Database, """
            create table operations (account text not null, number int not null);
            create table effects (id bigserial, account text not null, number int not null);
            """);
        await OnBrokerAsync(static channel => channel.ExchangeDeleteAsync(Topic));
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync(TestServers.PostgreSql, $"drop database {_name} with (force)");
        await OnBrokerAsync(async channel =>
        {
            await channel.ExchangeDeleteAsync(Topic);
            await channel.QueueDeleteAsync($"{_service}-bookings-booking-book");
        });
    }

    [Fact]
    public async Task Messages_of_a_key_take_effect_in_order_though_nodes_are_cut_off_killed_and_stopped()
    {
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var through);
        proxy.Open();
        using var first = await BookingProcess.StartHandlerAsync(Database, through, _service);
        using var second = await BookingProcess.StartHandlerAsync(Database, TestServers.RabbitMq, _service);
        using var sender = BookingProcess.Sender(Database, TestServers.RabbitMq, Accounts, Each);

        await WaitForEffectsAsync(0.1);
        proxy.Cut();
        proxy.Open();
        await WaitForEffectsAsync(0.3);
        second.Kill();
        using var third = await BookingProcess.StartHandlerAsync(Database, TestServers.RabbitMq, _service);
        await WaitForEffectsAsync(0.5);
        await first.StopAsync();
        using var fourth = await BookingProcess.StartHandlerAsync(Database, TestServers.RabbitMq, _service);
        await WaitForEffectsAsync(0.7);
        third.Kill();

        await sender.WaitForAsync("sent");
        await sender.WaitForAsync("published");
        await WaitForEffectsAsync(1);
        Assert.Equal("lost 0 repeated 0 misordered 0", await JudgeAsync());
        await fourth.StopAsync();
    }

    private Task WaitForEffectsAsync(double share) =>
        Eventually.TrueAsync(async () => await ScalarAsync("select count(distinct (account, number)) from effects") >= share * Accounts * Each, Patience, $"{share:P0}");

    private async Task<string> JudgeAsync()
    {
        var lost = await ScalarAsync("select count(*) from (select account, number from operations except select account, number from effects) missing");
        var repeated = await ScalarAsync("select count(*) - count(distinct (account, number)) from effects");
        var misordered = await ScalarAsync("""
            select count(*) from (select number, lag(number) over (partition by account order by id) as before from effects) pairs where number < before
            """);
        return $"lost {lost} repeated {repeated} misordered {misordered}";
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task OnBrokerAsync(Func<IChannel, Task> use)
    {
        await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await use(channel);
    }
}
