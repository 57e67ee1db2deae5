using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.Messaging;
using Resile.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Runs what the generator wrote for requests, on SQLite and in memory.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-requests-");

    private string Connection => $"Data Source={_folder.FullName}/shop.db";

    [Fact]
    public async Task Results_of_every_shape_come_back_after_the_handler_s_commit()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockQuestionsHandler<StockClerk>());
        var questions = host.Services.GetRequiredService<IStockQuestions>();

        Assert.Equal(new StockLevel("chai", 4), await questions.LevelAsync("chai", TestContext.Current.CancellationToken));
        Assert.Equal(1, Notes());
        Assert.Equal(5m, await questions.ValueAsync(new StockValued("chai", 2.5m)));
        Assert.Equal(new StockLevel("chai", 7), await questions.FindAsync(7, TestContext.Current.CancellationToken));
        Assert.Null(await questions.FindAsync(8, TestContext.Current.CancellationToken));
        Assert.Equal(4, Notes());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Handler_of_one_request_that_fails_is_called_once_and_undone_and_the_caller_learns_why()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockQuestionsLevelHandler<StockClerkOfLevels>());
        var questions = host.Services.GetRequiredService<IStockQuestions>();

        var fault = await Assert.ThrowsAsync<RequestFaultException>(() => questions.LevelAsync("poison", TestContext.Current.CancellationToken));

        Assert.Equal(("System.InvalidOperationException", "We do not keep poison."), (fault.FaultType, fault.FaultMessage));
        Assert.Equal(1, StockClerkOfLevels.Calls);
        Assert.Equal(0, Notes());
        Assert.Equal(0, (await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(TestContext.Current.CancellationToken)).DeadLetters);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Request_that_nobody_handles_fails_at_once()
    {
        using var host = await StartAsync(static messaging => messaging);
        var questions = host.Services.GetRequiredService<IStockQuestions>();

        var error = await Assert.ThrowsAsync<DurableMessageException>(() => questions.LevelAsync("chai", TestContext.Current.CancellationToken));

        Assert.StartsWith("StockQuestions.LevelAsync was not sent: nobody handles it", error.Message);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Request_in_a_transaction_is_refused()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockQuestionsHandler<StockClerk>());
        var outbox = host.Services.GetRequiredService<IOutbox>();

        await using var transaction = await outbox.BeginAsync(TestContext.Current.CancellationToken);
        var own = await Assert.ThrowsAsync<DurableMessageException>(() => transaction.For<IStockQuestions>().LevelAsync("chai", TestContext.Current.CancellationToken));
        var enlisted = await Assert.ThrowsAsync<DurableMessageException>(() => outbox.Enlist(transaction.Transaction).For<IStockQuestions>().FindAsync(1, TestContext.Current.CancellationToken));

        Assert.StartsWith("StockQuestions.LevelAsync was not sent: a request cannot be part of a transaction", own.Message);
        Assert.StartsWith("StockQuestions.FindAsync was not sent: a request cannot be part of a transaction", enlisted.Message);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private long Notes()
    {
        using var connection = new SqliteConnection(Connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM questions";
        return (long)command.ExecuteScalar()!;
    }

    private async Task<IHost> StartAsync(Func<MessagingBuilder, MessagingBuilder> add)
    {
        using (var connection = new SqliteConnection(Connection))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE questions (number INTEGER NOT NULL)";
            command.ExecuteNonQuery();
        }

        StockClerkOfLevels.Calls = 0;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "Shop" });
        builder.Services.AddResile(resile => add(resile.Messaging.UseSqlite($"{_folder.FullName}/shop.db").UseInMemory()
            .Protect(static protection => protection.Keys["now"] = Convert.ToBase64String(new byte[32]))
            .AddStockQuestionsSender()));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
