namespace Resile.Analyzers.Tests;

public sealed class MessagingRulesTests
{
    [Fact]
    public Task Contract_that_can_be_sent_is_accepted() => VerifyAsync(
        "Task PlacedAsync(Order order, CancellationToken cancellationToken = default); ValueTask ReservedAsync(string sku, int count); Task DayEndedAsync();");

    [Fact]
    public Task Result_is_RSL3002() => VerifyAsync("Task<int> {|RSL3002:AskAsync|}(Order order); ValueTask<int> {|RSL3002:CountAsync|}();");

    [Fact]
    public Task Abstract_and_generic_messages_are_RSL3004() => VerifyAsync(
        "Task {|RSL3004:HappenedAsync|}(Happening happening); Task {|RSL3004:WrappedAsync|}(Wrapper<int> wrapper);");

    [Fact]
    public Task Message_that_two_methods_send_is_RSL3005() => VerifyAsync(
        "Task PlacedAsync(Order order); Task {|RSL3005:ChangedAsync|}(Order order); Task EndedAsync(); Task {|RSL3005:Ended|}();");

    [Fact]
    public Task Contract_and_message_in_no_namespace_are_RSL3001_and_RSL3003() => ContractVerifier.VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders { Task {|RSL3003:PlacedAsync|}(GlobalOrder order); }
        """,
        """
        public sealed class GlobalOrder;
        [Resile.DurableMessage]
        public interface {|RSL3001:IGlobalOrders|} { System.Threading.Tasks.Task EndedAsync(); }
        """);

    private static Task VerifyAsync(string members) => ContractVerifier.VerifyAsync(
        $$"""
          [DurableMessage]
          public interface IOrders { {{members}} }
          public sealed record Order(int Id);
          public abstract record Happening;
          public sealed record Wrapper<T>(T Value);
          """);
}
