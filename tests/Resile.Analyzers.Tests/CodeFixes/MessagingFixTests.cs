using Resile.Analyzers.CodeFixes.Messaging;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends durable contracts.</summary>
public sealed class MessagingFixTests
{
    [Fact]
    public Task Contract_is_moved_into_the_namespace_of_its_project() => FixVerifier.VerifyFileAsync<MessagingCodeFixProvider>(
        "RSL3001.MoveIntoNamespace",
        """
        using System.Threading.Tasks;
        using Resile;

        /// <summary>Tells.</summary>
        [DurableMessage]
        public interface {|RSL3001:IOrders|}
        {
            Task PlacedAsync(int id);
        }
        """,
        """
        using System.Threading.Tasks;
        using Resile;

        namespace TestProject;

        /// <summary>Tells.</summary>
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(int id);
        }
        """);

    [Fact]
    public Task Message_is_moved_into_the_namespace_of_its_project_which_its_users_import() => FixVerifier.VerifyFileAsync<MessagingCodeFixProvider>(
        "RSL3003.MoveIntoNamespace",
        """
        using System.Threading.Tasks;
        using Resile;

        namespace Acme;

        [DurableMessage]
        public interface IOrders
        {
            Task {|RSL3003:PlacedAsync|}(Placed placed);
            Task {|RSL3003:BilledAsync|}(Billed billed);
        }
        """,
        """
        using System.Threading.Tasks;
        using Resile;
        using TestProject;

        namespace Acme;

        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(Placed placed);
            Task BilledAsync(Billed billed);
        }
        """,
        "// Messages.\npublic sealed record Placed(int Id);\npublic sealed record Billed(int Id);\n",
        "// Messages.\nnamespace TestProject;\n\npublic sealed record Placed(int Id);\npublic sealed record Billed(int Id);\n");

    [Theory]
    [InlineData("RSL3002.ReturnTask", "Task AskAsync(Order order); [Deadline(\"1s\")] ValueTask CountAsync(int a);")]
    [InlineData("RSL3002.AddRequest", "[Request]\n    Task<int> AskAsync(Order order); [Deadline(\"1s\"), Request] ValueTask<int> CountAsync(int a);")]
    public Task Result_is_dropped_or_waited_for(string key, string after) => VerifyAsync(
        key,
        "Task<int> {|RSL3002:AskAsync|}(Order order); [Deadline(\"1s\")] ValueTask<int> {|RSL3002:CountAsync|}(int a);",
        after);

    [Fact]
    public Task Items_are_dropped() => VerifyAsync(
        "RSL3002.ReturnTask",
        "System.Collections.Generic.IAsyncEnumerable<int> {|RSL3002:AllAsync|}();",
        "Task AllAsync();");

    [Theory]
    [InlineData("RSL3010.KeepFirst", "[OrderingKey] string sku, int shelf", "[property: OrderingKey] string Id, int Other")]
    [InlineData("RSL3010.KeepSecond", "string sku, [OrderingKey] int shelf", "string Id, [OrderingKey] int Other")]
    public Task Ordering_key_is_left_in_one_place(string key, string parameters, string properties) => VerifyAsync(
        key,
        "Task MovedAsync([OrderingKey] string sku, [OrderingKey] int {|RSL3010:shelf|}); Task {|RSL3010:PairedAsync|}(TwoKeys keys);",
        $"Task MovedAsync({parameters}); Task PairedAsync(TwoKeys keys);",
        " public sealed record TwoKeys([property: OrderingKey] string Id, [OrderingKey] int Other);",
        $" public sealed record TwoKeys({properties});");

    [Theory]
    [InlineData("5 minutes", "00:05:00")]
    [InlineData("1 day", "1.00:00:00")]
    [InlineData("500ms", "00:00:00.5000000")]
    public Task Expiry_that_is_plainly_meant_is_written(string text, string meant) => VerifyAsync(
        "RSL3012.WriteTime",
        $$"""[Event(ExpiresAfter = "{{text}}")] Task {|RSL3012:PlacedAsync|}(Order order); [Command(IsSecret = true, ExpiresAfter = "{{text}}")] Task {|RSL3012:BillAsync|}(int a);""",
        $$"""[Event(ExpiresAfter = "{{meant}}")] Task PlacedAsync(Order order); [Command(IsSecret = true, ExpiresAfter = "{{meant}}")] Task BillAsync(int a);""");

    [Theory]
    [InlineData("RSL3013.RemoveCommand", "[Event]")]
    [InlineData("RSL3013.RemoveEvent", "[Command]")]
    public Task Method_is_an_event_or_a_command(string key, string after) => VerifyAsync(
        key, "[Event, Command] Task {|RSL3013:PlacedAsync|}(Order order);", after + " Task PlacedAsync(Order order);");

    [Fact]
    public Task Failure_without_order_is_removed() => VerifyAsync(
        "RSL3014.RemoveOnFailure",
        """[Event(OnFailure = OrderedFailure.Park)] Task {|RSL3014:PlacedAsync|}(Order order); [Command(OnFailure = OrderedFailure.Park, IsSecret = true)] Task {|RSL3014:BillAsync|}(int a);""",
        """[Event] Task PlacedAsync(Order order); [Command(IsSecret = true)] Task BillAsync(int a);""");

    [Fact]
    public Task Secret_is_no_ordering_key() => VerifyAsync(
        "RSL3015.RemoveOrderingKey",
        "Task MovedAsync([OrderingKey, Secret] string {|RSL3015:sku|}, int shelf); Task {|RSL3015:PaidAsync|}(Payment payment); Task ReturnedAsync([OrderingKey(nameof(Refund.Iban))] Refund {|RSL3015:refund|});",
        "Task MovedAsync([Secret] string sku, int shelf); Task PaidAsync(Payment payment); Task ReturnedAsync(Refund refund);",
        " public sealed record Payment([OrderingKey, Secret] string Iban); public sealed record Refund([property: Secret] string Iban);",
        " public sealed record Payment([Secret] string Iban); public sealed record Refund([property: Secret] string Iban);");

    [Theory]
    [InlineData("RSL3020.RemoveRequest", "[Request] Task {|RSL3020:TellAsync|}(Order order);", "Task TellAsync(Order order);")]
    [InlineData("RSL3020.RemoveEvent", "[Request, Event] Task<int> {|RSL3020:AskAsync|}();", "[Request] Task<int> AskAsync();")]
    [InlineData("RSL3020.RemoveCommand", "[Command(IsSecret = true)] [Request] Task<int> {|RSL3020:AskAsync|}();", "[Request] Task<int> AskAsync();")]
    [InlineData("RSL3020.RemoveOrderingKey", "[Request] Task<int> {|RSL3020:AskAsync|}([OrderingKey] int a);", "[Request] Task<int> AskAsync(int a);")]
    [InlineData("RSL3020.WriteTime", "[Request(Timeout = \"5 s\")] Task<int> {|RSL3020:AskAsync|}(int a);", "[Request(Timeout = \"00:00:05\")] Task<int> AskAsync(int a);")]
    public Task Request_has_nothing_of_a_message(string key, string before, string after) => VerifyAsync(key, before, after);

    [Fact]
    public Task Nothing_is_offered_where_a_person_has_to_decide() => FixVerifier.VerifyNoneAsync<MessagingCodeFixProvider>(Contract(
        """
        [Event(ExpiresAfter = "soon")] Task {|RSL3012:PlacedAsync|}(Order order);
        [Event(ExpiresAfter = "00:00:00")] Task {|RSL3012:BilledAsync|}(int a);
        """));

    private static Task VerifyAsync(string key, string before, string after, string types = "", string? typesAfter = null) =>
        FixVerifier.VerifyAsync<MessagingCodeFixProvider>(key, Contract(before) + types, Contract(after) + (typesAfter ?? types));

    private static string Contract(string members) =>
        $$"""
          [DurableMessage]
          public interface IOrders
          {
              {{members}}
          }
          public sealed record Order(int Id);
          """;
}
