namespace Resile.Analyzers.Tests.Locking;

/// <summary>What may become of a locked message, and what may not.</summary>
public sealed class MessageLockTests
{
    private const string Locked = "public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { Retail, Trade }";

    [Fact]
    public Task Message_that_has_not_changed_is_accepted() => VerifyAsync(Locked);

    [Fact]
    public Task Nothing_is_said_where_nothing_is_locked() =>
        ContractVerifier.VerifyAsync<Analyzers.Locking.ContractLockAnalyzer>("[DurableMessage] public interface IOrders { Task PlacedAsync(Order order); } public record Order(int Id);");

    [Fact]
    public Task Member_that_is_gone_is_RSL0102() => VerifyAsync(
        "public record {|RSL0102:Order|}(int Id, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { Retail, Trade }");

    [Fact]
    public Task Member_that_is_gone_from_a_type_inside_is_RSL0102() => VerifyAsync(
        "public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record {|RSL0102:Line|}; public enum Kind { Retail, Trade }");

    [Fact]
    public Task Member_that_is_retired_is_accepted() => VerifyAsync(
        "[Retired(\"name\")] public record Order(int Id, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { Retail, Trade }", isOutdated: true);

    [Fact]
    public Task Member_that_has_another_name_is_RSL0103_and_by_what_it_was_called_is_found() => Task.WhenAll(
        VerifyAsync("public record Order(int Id, string {|RSL0103:Buyer|}, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { Retail, Trade }"),
        VerifyAsync(
            "public record Order(int Id, [property: RenamedFrom(\"name\")] string Buyer, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { Retail, Trade }",
            isOutdated: true),
        VerifyAsync(
            "public record Order(int Id, [property: System.Text.Json.Serialization.JsonPropertyName(\"name\")] string Buyer, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { Retail, Trade }"));

    [Theory]
    [InlineData("string", "RSL0104")]
    [InlineData("short", "RSL0105")]
    [InlineData("bool", "RSL0104")]
    public Task Member_of_another_type_is_an_error(string type, string rule) => VerifyAsync(
        $"public record Order({type} {{|{rule}:Id|}}, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind {{ Retail, Trade }}");

    [Fact]
    public Task Member_that_takes_more_is_accepted() => VerifyAsync(
        "public record Order(long Id, string? Name, decimal? Total, Kind Kind, IList<Line>? Lines); public record Line(int? Count); public enum Kind { Trade = 1, Other = 2, Retail = 0 }", isOutdated: true);

    [Fact]
    public Task Member_that_takes_less_is_RSL0105() => VerifyAsync(
        "public record Order(int Id, string Name, decimal {|RSL0105:Total|}, Kind Kind, IReadOnlyList<Line> Lines); public record Line(short {|RSL0105:Count|}); public enum {|RSL0105:Kind|} { Retail }");

    [Fact]
    public Task Member_that_nothing_sets_any_more_is_RSL0105() => VerifyAsync(
        "public class Order { public int Id { get; set; } public string {|RSL0105:Name|} => \"\"; public decimal? Total { get; init; } public Kind Kind { get; set; } public List<Line> Lines { get; set; } = []; } public record Line(int Count); public enum Kind { Retail, Trade }");

    [Fact]
    public Task Constant_of_another_number_is_RSL0105() => VerifyAsync(
        "public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines); public record Line(int Count); public enum Kind { {|RSL0105:Retail|} = 5, {|RSL0105:Trade|} = 7 }");

    [Fact]
    public Task Member_that_older_versions_lack_is_RSL0106_unless_it_has_a_default() => Task.WhenAll(
        VerifyAsync("public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines, [property: Since(2)] int {|RSL0106:Packs|}); public record Line(int Count); public enum Kind { Retail, Trade }"),
        VerifyAsync("public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines) { [Since(2)] public required int {|RSL0106:Packs|} { get; init; } } public record Line(int Count); public enum Kind { Retail, Trade }"),
        VerifyAsync("public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines, [property: Since(2, Default = 1)] int Packs, [property: Since(2)] string Note = \"\"); public record Line(int Count) { [Since(3)] public string? Text { get; init; } } public enum Kind { Retail, Trade }", isOutdated: true));

    [Fact]
    public Task Member_that_does_not_say_since_when_is_RSL0109() => VerifyAsync(
        "public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines, string? {|RSL0109:Note|} = null); public record Line(int Count); public enum Kind { Retail, Trade }");

    [Fact]
    public Task Upcaster_answers_for_what_it_takes_and_for_no_more() => Task.WhenAll(
        VerifyAsync(
            """
            public record Order(int Id, string First, string Last, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines)
            {
                [Upcaster] internal static Order From(OrderV1 old) => new(old.Id, old.Name, "", old.Total, old.Kind, old.Lines);
            }
            public record OrderV1(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Line> Lines);
            public record Line(int Count); public enum Kind { Retail, Trade }
            """, isOutdated: true),
        VerifyAsync(
            """
            public record {|RSL0102:Order|}(int Id, string First, string Last, Kind Kind, IReadOnlyList<Line> Lines)
            {
                [Upcaster] internal static Order From(OrderV1 old) => new(old.Id, old.Name, "", old.Kind, old.Lines);
            }
            public record OrderV1(int Id, string Name, Kind Kind, IReadOnlyList<Line> Lines);
            public record Line(int Count); public enum Kind { Retail, Trade }
            """));

    [Fact]
    public Task Type_inside_may_be_called_otherwise() => VerifyAsync(
        "public record Order(int Id, string Name, decimal? Total, Sort Kind, OrderLine[] Lines); public record OrderLine(int Count, int? Packs); public enum Sort { Retail, Trade }", isOutdated: true);

    [Fact]
    public Task Name_of_a_message_that_changes_is_RSL0107_unless_it_is_said() => Task.WhenAll(
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(Order order);") + Locked, Contract("Task {|RSL0107:PlacedAsync|}(Purchase order);") + Locked.Replace("Order(", "Purchase(", StringComparison.Ordinal)),
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(Order order);") + Locked,
            Contract("Task PlacedAsync(Purchase order);") + "[RenamedFrom(\"Acme:Order\")] " + Locked.Replace("Order(", "Purchase(", StringComparison.Ordinal), isOutdated: true),
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(Order order);") + Locked, Contract("Task OrderedAsync(Order order);") + Locked, isOutdated: true));

    [Fact]
    public Task Method_that_is_gone_is_RSL0101_unless_it_is_retired() => Task.WhenAll(
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(int id); Task EndedAsync();"), Contract("Task EndedAsync();").Replace("IOrders", "{|RSL0101:IOrders|}", StringComparison.Ordinal)),
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(int id); Task EndedAsync();"), "[Retired(\"PlacedAsync\")] " + Contract("Task EndedAsync();"), isOutdated: true));

    [Fact]
    public Task Parameters_that_are_a_message_are_held_like_members() => Task.WhenAll(
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(int id, string name, int? count);"),
            Contract("Task {|RSL0102:PlacedAsync|}(string {|RSL0104:id|}, int? count, int {|RSL0106:packs|});")),
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(int id, string name);"),
            Contract("Task PlacedAsync(int id, [RenamedFrom(\"name\")] string buyer, [Since(2, Default = 1)] int packs);"), isOutdated: true),
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(int id, string name);"), Contract("[Retired(\"name\")] Task PlacedAsync(int id, [Since(2)] int? other);"), isOutdated: true));

    [Fact]
    public Task Ordering_key_that_changes_is_RSL0107() => LockVerifier.VerifyAsync(
        Contract("Task PlacedAsync([OrderingKey] int id, string name); Task EndedAsync(int id);"), Contract("Task {|RSL0107:PlacedAsync|}(int id, [OrderingKey] string name); Task EndedAsync([OrderingKey] int id);"));

    [Fact]
    public Task Answer_that_changes_is_an_error() => Task.WhenAll(
        LockVerifier.VerifyAsync(Contract("[Request] Task<int> CountAsync(int id);"), Contract("[Request] Task<string> {|RSL0104:CountAsync|}(int id);")),
        LockVerifier.VerifyAsync(Contract("[Request] Task<Answer> CountAsync(int id);") + "public record Answer(int A);", Contract("[Request] Task<Reply> {|RSL0107:CountAsync|}(int id);") + "public record Reply(int A);"));

    [Fact]
    public Task Message_and_member_may_have_another_name_at_once() => Task.WhenAll(
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync([OrderingKey] int id, string name);"),
            Contract("[RenamedFrom(\"Acme:OrdersPlaced\")] Task BoughtAsync([OrderingKey, RenamedFrom(\"id\")] int number, [RenamedFrom(\"name\")] string buyer);"), isOutdated: true),
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(Order order);") + Locked, Contract("Task PlacedAsync(Purchase order);") +
            """
            [RenamedFrom("Acme:Order")] public record Purchase(int Id, decimal? Total, Kind Kind, IReadOnlyList<Piece> Lines, [property: RenamedFrom("name")] string Buyer);
            public record Piece([property: RenamedFrom("count")] int Pieces); public enum Kind { Retail, Trade }
            """, isOutdated: true));

    [Fact]
    public Task Type_inside_that_is_called_otherwise_is_held_like_any() => Task.WhenAll(
        VerifyAsync("public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Piece> {|RSL0104:Lines|}); public record Piece([property: Secret] int Count); public enum Kind { Retail, Trade }"),
        VerifyAsync("public record Order(int Id, string Name, decimal? Total, Kind Kind, IReadOnlyList<Piece> {|RSL0104:Lines|}); public record Piece(int Pieces); public enum Kind { Retail, Trade }"));

    [Fact]
    public Task What_was_written_as_text_is_read_as_text() => LockVerifier.VerifyAsync(
        Contract("Task PlacedAsync(Guid a, DateTimeOffset b, DateOnly c, TimeSpan d, Uri e, byte[] f);"),
        Contract("Task PlacedAsync(string a, string b, string c, string d, string e, string f);"), isOutdated: true);

    [Theory]
    [InlineData("[JsonDerivedType(typeof(Circle), \"round\")] public abstract record {|RSL0105:Shape|}; public record Circle(int Radius) : Shape;")]
    [InlineData("[JsonDerivedType(typeof(Square), \"circle\")] public abstract record {|RSL0104:Shape|}; public record Square(int Side) : Shape;")]
    [InlineData("[JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\"), JsonDerivedType(typeof(Circle), \"circle\")] public abstract record {|RSL0104:Shape|}; public record Circle(int Radius) : Shape;")]
    public Task What_tells_types_apart_stays(string now) => LockVerifier.VerifyAsync(
        Contract("Task PlacedAsync(List<Shape> shapes);")
            + "[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), \"circle\")] public abstract record Shape; public record Circle(int Radius) : Shape;",
        Contract("Task PlacedAsync(List<Shape> shapes);") + now.Replace("Json", "System.Text.Json.Serialization.Json", StringComparison.Ordinal));

    private static string Contract(string methods) => $"[DurableMessage] public interface IOrders {{ {methods} }} ";

    private static Task VerifyAsync(string now, bool isOutdated = false) =>
        LockVerifier.VerifyAsync(Contract("Task PlacedAsync(Order order);") + Locked, Contract("Task PlacedAsync(Order order);") + now, isOutdated);
}
