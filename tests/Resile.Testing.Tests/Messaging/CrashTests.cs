using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging;
using Resile.Testing.Messaging;
using Resile.Testing.Tests.Messaging.Subjects;

namespace Resile.Testing.Tests.Messaging;

/// <summary>What stays, and what does not, wherever a node ends.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly MessagingHarnessOptions Impatient = new()
    {
        Configuration = new Dictionary<string, string?>
        {
            ["Resile:Messaging:Orders:ImmediateRetries"] = "0",
            ["Resile:Messaging:Orders:RedeliveryDelays:0"] = "00:00:01",
        },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("resile-crash-").FullName;

    public static TheoryData<MessagingStep> Steps => [.. MessagingHarness.Steps];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Steps))]
    public async Task Order_that_is_committed_is_billed_once_wherever_the_node_ends(MessagingStep step)
    {
        // The first call fails, so that all steps are come to; the bills are parked by a handler that always fails.
        var calls = 0;
        var conduct = new Conduct { Inside = (_, _) => Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException("No paper.") : Task.CompletedTask };
        await using var harness = await Shop.StartAsync(conduct, Impatient, static messaging => messaging.AddBillsWrittenHandler<Shredder>(static options =>
        {
            options.ImmediateRetries = 0;
            options.RedeliveryDelays = [];
        }));
        await harness.ExecuteAsync("create table orders (id integer not null)", Token);

        harness.CrashAt(step);
        var isAlive = await harness.RunAsync(static async services =>
        {
            await using var transaction = await services.GetRequiredService<IOutbox>().BeginAsync(Token);
            await using var command = transaction.CreateCommand("insert into orders (id) values (1)");
            await command.ExecuteNonQueryAsync(Token);
            await transaction.For<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
            await transaction.CommitAsync(Token);
        });
        await harness.AdvanceAsync(TimeSpan.FromSeconds(5), Token);
        await harness.SettleAsync(Token);

        Assert.Equal([step], harness.Crashes);
        var orders = (int)await harness.CountAsync("select count(*) from orders", Token);
        Assert.Equal(step == MessagingStep.OutboxInserted ? 0 : 1, orders);
        Assert.True(step > MessagingStep.OutboxCommitted || !isAlive);
        Assert.Equal(orders, await harness.CountAsync());
        harness.AssertSent<OrderPlaced>(orders);
        harness.AssertHandled<OrderPlaced>(orders);
        harness.AssertSent<BillsWritten>(orders);
        harness.AssertDeadLetter<BillsWritten>(orders);
    }

    [Theory, MemberData(nameof(Steps))]
    public async Task Request_is_handled_at_most_once_wherever_the_node_ends_and_who_asked_hears_of_it(MessagingStep step)
    {
        await using var harness = await Shop.StartAsync();

        harness.CrashAt(step);
        var asking = harness.Sender<IQuotes>().PriceAsync("tea", 2, Token);
        await harness.SettleAsync(Token);

        if (step is MessagingStep.Received or MessagingStep.InboxInserted or MessagingStep.HandlerReturned or MessagingStep.HandlerCommitted)
        {
            await Assert.ThrowsAsync<NodeCrashedException>(() => asking);
            Assert.Equal(step == MessagingStep.HandlerCommitted ? 1 : 0, await harness.CountAsync());
        }
        else
        {
            Assert.Equal(5m, await asking);
        }
    }

    [Fact]
    public async Task Handler_that_writes_past_its_transaction_is_found_by_crashing_at_each_step()
    {
        var effects = new Dictionary<MessagingStep, long>();
        foreach (var step in MessagingHarness.Steps)
        {
            var ledger = new SideLedger(Path.Combine(_folder, $"{step}.db"));
            await using var harness = await Shop.StartAsync(configure: messaging =>
            {
                messaging.Services.AddSingleton(ledger);
                messaging.AddBillsWrittenHandler<CarelessBilling>();
            });
            ledger.Execute("create table ledger (what text not null, number integer not null)");
            await harness.Sender<IBills>().WrittenAsync(0, Token);
            await harness.SettleAsync(Token);

            harness.CrashAt(step);
            await harness.RunAsync(static services => services.GetRequiredService<IBills>().WrittenAsync(1, Token));
            await harness.SettleAsync(Token);

            Assert.Equal(harness.Sent<BillsWritten>().Count, harness.Handled<BillsWritten>().Count);
            effects.Add(step, ledger.Count("select count(*) from ledger where number = 1"));
        }

        // A test that asks for one effect fails at this step, and at no other: it is the only one between the effect and the commit.
        Assert.Equal(2, effects[MessagingStep.HandlerReturned]);
        Assert.All(effects.Where(static effect => effect.Key is not MessagingStep.HandlerReturned), static effect => Assert.InRange(effect.Value, 0, 1));
    }

    [Fact]
    public async Task Code_that_waits_for_a_dead_node_is_told_and_the_next_one_serves()
    {
        await using var harness = await Shop.StartAsync();
        var orders = harness.Sender<IOrders>();

        harness.CrashAt(MessagingStep.OutboxInserted);
        var exception = await Assert.ThrowsAsync<NodeCrashedException>(() => orders.PlacedAsync(new OrderPlaced(1, 1m), Token));
        Assert.StartsWith("The node was crashed at OutboxInserted.", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NodeCrashedException>(() => orders.PlacedAsync(new OrderPlaced(2, 2m), Token));
        await harness.SettleAsync(Token);
        harness.AssertSent<OrderPlaced>(times: 0);
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(3, 3m), Token);
        await harness.SettleAsync(Token);

        harness.AssertHandled<OrderPlaced>(where: handled => handled.Message.OrderId == 3);
        harness.AssertSent<OrderPlaced>();
    }

    [Fact]
    public async Task Nothing_is_handled_by_a_node_that_is_dead()
    {
        var conduct = new Conduct();
        conduct.Inside = (_, _) =>
        {
            conduct.SendMail();
            return Task.CompletedTask;
        };
        await using var harness = await Shop.StartAsync(conduct);

        harness.CrashAt(MessagingStep.HandlerReturned);
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 1m), Token);
        await harness.SettleAsync(Token);
        await harness.AdvanceAsync(TimeSpan.FromHours(3), Token);

        // Once before the crash and once after it; the dead node would have called the handler five times more.
        Assert.Equal(2, conduct.Mails);
        Assert.Equal(2, harness.Calls.Count);
        harness.AssertHandled<OrderPlaced>();
    }

    [Fact]
    public async Task Node_is_crashed_at_the_time_that_was_named_and_as_often_as_was_asked_for()
    {
        await using var harness = await Shop.StartAsync();

        harness.CrashAt(MessagingStep.HandlerCommitted, occurrence: 2);
        harness.CrashAt(MessagingStep.HandlerCommitted);
        for (var order = 1; order <= 3; order++)
        {
            await harness.RunAsync(services => services.GetRequiredService<IOrders>().PlacedAsync(new OrderPlaced(order, 1m), Token));
            await harness.SettleAsync(Token);
            Assert.Equal(order - 1, harness.Crashes.Count);
        }

        harness.AssertHandled<OrderPlaced>(times: 3);
        Assert.Equal(3, await harness.CountAsync());
    }

    [Fact]
    public async Task What_waits_outlives_a_crash_at_any_moment()
    {
        var conduct = new Conduct { Inside = static (_, _) => throw new InvalidOperationException("No paper.") };
        await using var harness = await Shop.StartAsync(conduct);
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 1m), Token);
        await harness.Sender<IOrders>(new SendOptions { Delay = TimeSpan.FromSeconds(20) }).RemindedAsync(1, Token);
        await harness.SettleAsync(Token);

        await harness.CrashAsync();
        harness.AssertScheduled<OrdersReminded>();
        conduct.Inside = static (_, _) => Task.CompletedTask;
        await harness.AdvanceAsync(TimeSpan.FromSeconds(30), Token);

        harness.AssertHandledInOrder<IOrders>(orders => orders.PlacedAsync(new OrderPlaced(1, 1m)), orders => orders.RemindedAsync(1));
        Assert.Empty(harness.Crashes);
        Assert.Contains("CrashAsync", harness.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_all_of_the_engine_in_its_order() => Assert.Equal(
        CrashPlan.Names,
        MessagingHarness.Steps.Select(static step => string.Concat(step.ToString().Select((letter, index) =>
            char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"))));
}
