namespace Resile.Analyzers.Tests;

public sealed class MessagingRulesTests
{
    [Fact]
    public Task Contract_that_can_be_sent_is_accepted() => VerifyAsync(
        "Task PlacedAsync(Order order, CancellationToken cancellationToken = default); ValueTask ReservedAsync(string sku, int count); Task DayEndedAsync();");

    [Fact]
    public Task Result_is_RSL3002() => VerifyAsync("Task<int> {|RSL3002:AskAsync|}(Order order); ValueTask<int> {|RSL3002:CountAsync|}();");

    [Fact]
    public Task Request_that_has_a_result_is_accepted() => VerifyAsync(
        "[Request(Timeout = \"00:00:05\")] Task<int> AskAsync(Order order); [Request(IsSecret = true)] ValueTask<Order?> FindAsync(int number, CancellationToken cancellationToken);");

    [Fact]
    public Task Request_that_is_none_is_RSL3020() => VerifyAsync(
        "[Request] Task {|RSL3020:TellAsync|}(Order order); [Request, Event] Task<int> {|RSL3020:CountAsync|}(); "
        + "[Request(Timeout = \"soon\")] Task<int> {|RSL3020:WaitAsync|}(int a); [Request] Task<int> {|RSL3020:InOrderAsync|}([OrderingKey] int a); [Request(Timeout = \"1.00:00:01\")] Task<int> {|RSL3020:WaitLongAsync|}(long a);");

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

    [Fact]
    public Task Name_that_two_methods_have_is_RSL3006() => VerifyAsync(
        "Task PlacedAsync(Order order); Task {|RSL3006:Placed|}(Bill bill); Task {|RSL3006:PlacedAsync|}(Receipt receipt);");

    [Fact]
    public Task Parameter_that_cannot_be_a_property_is_RSL3007() => VerifyAsync(
        "Task CountedAsync(int count, int {|RSL3007:Count|}); Task NamedAsync(string {|RSL3007:toString|}, int clones); Task OneAsync(int {|RSL3007:ordersOne|}, int other);");

    [Fact]
    public Task Name_of_a_message_that_is_taken_is_RSL0008() => ContractVerifier.VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders { Task {|RSL0008:PlacedAsync|}(int id, int count); Task {|RSL0008:EndedAsync|}(int id); }
        public class OrdersPlaced;
        public interface IOrdersEndedHandler;
        """);

    [Fact]
    public Task Tuple_in_a_message_is_RSL0013() => VerifyAsync("Task {|RSL0013:PlacedAsync|}((int, int) pair, int other);");

    [Fact]
    public Task Contract_in_no_namespace_is_reported_once() => ContractVerifier.VerifyAsync(
        "public sealed class Nothing;",
        """
        [Resile.DurableMessage]
        public interface {|RSL3001:IOrders|} { System.Threading.Tasks.Task AAsync(int a); System.Threading.Tasks.Task BAsync(int b); }
        """);

    [Fact]
    public Task Ordering_keys_of_all_kinds_are_accepted() => VerifyAsync(
        """
        Task PlacedAsync([OrderingKey(nameof(Order.Id))] Order order);
        Task BilledAsync(KeyedBill bill);
        Task PrintedAsync(KeyedReceipt receipt);
        Task MovedAsync([OrderingKey] string sku, int shelf);
        [Event(OnFailure = OrderedFailure.Park, ExpiresAfter = "1.00:00:00")] Task CountedAsync([OrderingKey] Guid shelf, int count);
        [Command(ExpiresAfter = "00:00:30")] Task WeighAsync([OrderingKey] DayOfWeek? day, int count);
        """);

    [Fact]
    public Task Name_that_no_exchange_may_have_is_RSL3008() => ContractVerifier.VerifyAsync(
        $$"""
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(Containing.Ordered_1 order);
            Task {|RSL3008:BestätigtAsync|}(int number, int count);
            Task {|RSL3008:ChangedAsync|}(Änderung change);
            Task {|RSL3008:LongAsync|}({{new string('A', 251)}} order);
        }
        public static class Containing { public sealed record Ordered_1(int Id); }
        public sealed record Änderung(int Id);
        public sealed record {{new string('A', 251)}}(int Id);
        """);

    [Fact]
    public Task Secret_ordering_key_is_RSL3015() => VerifyAsync(
        """
        Task MovedAsync([OrderingKey, Secret] string {|RSL3015:sku|}, [Secret] int shelf);
        Task {|RSL3015:PaidAsync|}(Payment payment);
        Task ReturnedAsync([OrderingKey(nameof(Refund.Iban))] Refund {|RSL3015:refund|});
        Task BookedAsync([OrderingKey(nameof(Booking.Account)), Secret] Booking booking);
        """);

    [Fact]
    public Task Second_ordering_key_is_RSL3010() => VerifyAsync(
        "Task MovedAsync([OrderingKey] string sku, [OrderingKey] int {|RSL3010:shelf|}); Task {|RSL3010:PairedAsync|}(TwoKeys keys);");

    [Fact]
    public Task Ordering_key_that_is_none_is_RSL3011() => VerifyAsync(
        """
        Task PlacedAsync([OrderingKey] Order {|RSL3011:order|});
        Task BilledAsync([OrderingKey("Missing")] Bill {|RSL3011:bill|});
        Task MovedAsync([OrderingKey] object {|RSL3011:what|}, int shelf);
        """);

    [Fact]
    public Task Expiry_that_is_no_time_is_RSL3012() => VerifyAsync(
        """
        [Event(ExpiresAfter = "5 minutes")] Task {|RSL3012:PlacedAsync|}(Order order);
        [Command(ExpiresAfter = "00:00:00")] Task {|RSL3012:BillAsync|}(Bill bill);
        """);

    [Fact]
    public Task Event_that_is_a_command_is_RSL3013() => VerifyAsync("[Event, Command] Task {|RSL3013:PlacedAsync|}(Order order);");

    [Fact]
    public Task Failure_without_order_is_RSL3014() => VerifyAsync(
        "[Event(OnFailure = OrderedFailure.Park)] Task {|RSL3014:PlacedAsync|}(Order order); [Event] Task BilledAsync(Bill bill);");

    private static Task VerifyAsync(string members) => ContractVerifier.VerifyAsync(
        $$"""
          [DurableMessage]
          public interface IOrders { {{members}} }
          public sealed record Order(int Id);
          public sealed record Bill(int Id);
          public sealed record Receipt(int Id);
          public abstract record Happening;
          public sealed record Wrapper<T>(T Value);
          public sealed record KeyedBill([property: OrderingKey] long Id);
          public sealed record KeyedReceipt([OrderingKey] string Id);
          public sealed record Payment([OrderingKey, Secret] string Iban);
          public sealed record Refund([property: Secret] string Iban);
          public sealed record Booking(string Account, [property: Secret] string Iban);
          public sealed record TwoKeys([OrderingKey] string Id, [property: OrderingKey] int Other);
          """);
}
