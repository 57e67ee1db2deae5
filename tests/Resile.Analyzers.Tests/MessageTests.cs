using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests;

/// <summary>What messages lose on their way, and methods whose order somebody forgot.</summary>
public sealed class MessageTests
{
    [Fact]
    public Task What_cannot_be_read_again_is_RSL3030() => VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(Placed placed);
            Task ChangedAsync(object {|RSL3030:what|}, IComparable {|RSL3030:which|}, Action {|RSL3030:how|}, int[,] {|RSL3030:table|});
            Task SentAsync(Sent sent);
            Task MadeAsync(Made made);
            [Request] Task<Answer> AskAsync(int id, int count);
        }

        public sealed record Placed(int Id, Line[] Lines, List<Note> Notes)
        {
            public dynamic? {|RSL3030:Extra|} { get; init; }
            public Type? {|RSL3030:Kind|} { get; init; }
            public int {|RSL3030:Count|};
            public List<string> {|RSL3030:Tags|} { get; } = [];
            public string {|RSL3030:Secret|} { get; private set; } = "";
        }

        public sealed class Line { public IReadOnlyList<Shape>? {|RSL3030:Shapes|} { get; set; } }
        public abstract class Shape;
        public struct Note { public Exception? {|RSL3030:Error|} { get; set; } }
        public sealed class Sent { public Inner? Inner { get; set; } }
        public sealed class {|RSL3030:Inner|} { public Inner(int a) { } public Inner(string b) { } }
        public sealed class {|RSL3030:Made|} { private Made() { } public static Made New() => new(); }
        public sealed record Answer(System.IO.Stream {|RSL3030:Content|});
        """);

    [Fact]
    public Task What_can_be_read_again_is_left_alone() => VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(Placed placed, CancellationToken cancellationToken);
            Task MovedAsync(string sku, int? count, Guid id, DateTimeOffset at, DayOfWeek day, IReadOnlyDictionary<string, List<Line>> lines, CancellationToken cancellationToken);
            Task DrawnAsync(Drawing drawing);
            Task OtherAsync(Other other);
            Task EndedAsync();
            Task WrongAsync(object what) => Task.CompletedTask;
        }

        [LoadBalanced("shop", Transport = Transport.Tcp)] public interface IShop { Task FindAsync(object what); }

        public sealed record Placed(int Id, IEnumerable<Line> Lines, Uri Address, byte[] Picture, (int, int) Pair)
        {
            public int Sum => Id + 1;
            public string Text { get; init; } = "";
            public required TimeSpan Time { get; set; }
            [System.Text.Json.Serialization.JsonIgnore] public object? Cache { get; set; }
            [System.Text.Json.Serialization.JsonInclude] public int Included;
            private object? _hidden;
            public object? Hidden() => _hidden = this;
        }

        public class Line(int id) { public int Id { get; } = id; public Line? Next { get; set; } }
        public sealed class Special(int id) : Line(id) { public string Kind { get; set; } = ""; }
        public sealed record Drawing(Shape Shape, [property: System.Text.Json.Serialization.JsonConverter(typeof(Converter))] object Any);
        [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
        public sealed record Circle(int Radius) : Shape;
        public sealed class Converter : System.Text.Json.Serialization.JsonConverter<object>
        {
            public override object? Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => null;
            public override void Write(System.Text.Json.Utf8JsonWriter writer, object value, System.Text.Json.JsonSerializerOptions options) { }
        }
        public sealed class Other
        {
            public Other() { }
            [System.Text.Json.Serialization.JsonConstructor] private Other(int id) => Id = id;
            public int Id { get; }
        }
        """);

    [Fact]
    public Task Half_typed_message_is_left_alone() => VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders { Task PlacedAsync(Placed placed); Task ChangedAsync(Changed changed); }
        public sealed class Placed : {|CS0246:Unknown|} { public {|CS0246:Missing|}? Part { get; set; } public List<{|CS0246:Missing|}>? Parts { get; set; } }
        public sealed class Changed { public Changed? Before { get; set; } public int Count { get; set; } }
        """);

    [Fact]
    public Task Method_that_carries_the_key_of_another_is_RSL3031() => VerifyAsync(
        """
        [DurableMessage]
        public interface IAccounts
        {
            Task BookedAsync([OrderingKey] string account, decimal amount);
            Task {|RSL3031:ClosedAsync|}(string account, string reason, CancellationToken cancellationToken = default);
            Task {|RSL3031:BlockedAsync|}(Blocked blocked, CancellationToken cancellationToken = default);
        }
        public sealed record Blocked(int Id, string Account);
        """);

    [Fact]
    public Task Method_that_carries_no_key_is_left_alone() => VerifyAsync(
        """
        [DurableMessage]
        public interface IAccounts
        {
            Task BookedAsync([OrderingKey] string account, decimal amount);
            Task ClosedAsync([OrderingKey] string account, string reason, CancellationToken cancellationToken = default);
            Task CountedAsync(int account, string reason);
            Task EndedAsync(int day, int month);
            [Request] Task<int> BalanceAsync(string account, int day);
            [Event(Subscribers = Subscribers.Optional)] Task ViewedAsync(string account, int day);
            [Event(IsExpendable = true)] Task TouchedAsync(string account, int day);
        }
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync([OrderingKey(nameof(Order.Id))] Order order);
            Task BilledAsync(Bill bill);
        }
        [DurableMessage]
        public interface IOthers { Task ClosedAsync(string account, string reason); Task OpenedAsync(string account, int day); }
        public sealed record Order(int Id);
        public sealed record Bill(int Id);
        """);

    private static Task VerifyAsync(string source) => UsageVerifier<MessageAnalyzer>.VerifyAsync("namespace Acme;\n" + source);
}
