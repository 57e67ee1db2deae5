namespace Resile.Analyzers.Tests;

public sealed class UpcastingRulesTests
{
    [Fact]
    public Task What_was_can_be_said() => VerifyAsync(
        """
        [DurableMessage, Retired("OldAsync")]
        public interface IOrders
        {
            [RenamedFrom("Acme:OrdersBought")] Task PlacedAsync([RenamedFrom("number")] int id, [Since(2, Default = "EUR")] string currency);
            Task ShippedAsync(Shipped shipped);
        }
        [RenamedFrom("Acme.Old:Shipped"), Retired("weight")]
        public record Shipped([property: RenamedFrom("Number")] int Id, [property: Since(2, Default = Kind.B)] Kind Kind, [property: Since(3, Default = null)] string? Note)
        {
            [Upcaster] internal static Shipped From(Old old) => new(old.Key, Kind.A, null);
        }
        public record Old(int Key);
        [Retired("C")] public enum Kind { A, B }
        """);

    [Fact]
    public Task Former_name_that_is_none_is_RSL0110() => VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders
        {
            [{|RSL0110:RenamedFrom("Bought")|}] Task PlacedAsync([{|RSL0110:RenamedFrom("id")|}] int id, [{|RSL0110:RenamedFrom("ID")|}] int other);
            [{|RSL0110:RenamedFrom("Acme:Shipped2")|}] Task ShippedAsync(Shipped shipped);
        }
        [{|RSL0110:RenamedFrom("Acme:Shipped")|}]
        public record Shipped([property: {|RSL0110:RenamedFrom("")|}] int Id);
        [LoadBalanced("a")]
        public interface ICatalog
        {
            [Get("/"), {|RSL0110:RenamedFrom("Acme:A")|}] Task GetAsync([{|RSL0110:RenamedFrom("a")|}] int b);
        }
        """);

    [Fact]
    public Task Former_name_of_two_messages_is_RSL0110() => VerifyAsync(
        """
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(Placed placed);
            Task {|RSL0110:PaidAsync|}(Paid paid);
            [RenamedFrom("Acme:Placed")] Task {|RSL0110:EndedAsync|}(int id);
        }
        [RenamedFrom("Acme:Bought"), RenamedFrom("Acme:Bought")] public record Placed(int Id);
        [RenamedFrom("Acme:Bought")] public record Paid(int Id);
        """);

    [Fact]
    public Task Upcaster_of_a_wrong_shape_is_RSL0111() => VerifyAsync(
        """
        public class Order
        {
            public string First { get; set; } = "";
            [Upcaster] public Order {|RSL0111:A|}(Old old) => this;
            [Upcaster] public static Order {|RSL0111:B|}<T>(T old) => new();
            [Upcaster] public static Order {|RSL0111:C|}(Old old, int more) => new();
            [Upcaster] private static Order {|RSL0111:D|}(Old old) => new();
            [Upcaster] public static Order {|RSL0111:E|}(string old) => new();
            [Upcaster] public static Old {|RSL0111:F|}(Old old) => old;
            [Upcaster] public static void {|RSL0111:G|}(Old old) { }
        }
        public class Old { public string Name { get; set; } = ""; }
        """);

    [Fact]
    public Task Upcaster_whose_shapes_look_alike_is_RSL0112() => VerifyAsync(
        """
        public record Order(int Id, int Count, string Text, Kind Kind, Money Money)
        {
            [Upcaster] public static Order {|RSL0112:Alike|}(Same old) => null!;
            [Upcaster] public static Order OfName(Named old) => null!;
            [Upcaster] public static Order OfKind(Kinds old) => null!;
            [Upcaster] public static Order {|RSL0112:OfNumbers|}(Numbers old) => null!;
        }
        public record Same(int Id, Kind Kind);
        public record Named(int Id, string Name);
        public record Kinds(int Id, decimal Money);
        public record Numbers(long Id, double Count);
        public record Money(decimal Amount);
        public enum Kind { A }
        """);

    [Fact]
    public Task Since_that_does_not_fit_is_RSL0113() => VerifyAsync(
        """
        public record Order(
            [property: {|RSL0113:Since(0)|}] int A, [property: {|RSL0113:Since(2, Default = "x")|}] int B, [property: {|RSL0113:Since(2, Default = null)|}] string C,
            [property: Secret, {|RSL0113:Since(2, Default = "x")|}] string D, [property: Since(2, Default = "2026-01-01")] DateOnly E, [property: Since(2, Default = 1.5)] decimal F);
        [DurableMessage]
        public interface IOrders
        {
            [{|RSL0113:Since(2, Default = 1)|}] Task PlacedAsync(int a, [{|RSL0113:Since(-1)|}] int b);
        }
        """);

    [Fact]
    public Task Retired_name_that_is_used_is_RSL0114() => VerifyAsync(
        """
        [Retired("name", "old")] public record Order(int Id, string {|RSL0114:Name|});
        [Retired("B")] public enum Kind { A, {|RSL0114:B|} }
        [Retired("PlacedAsync")] public interface IOrders { Task {|RSL0114:PlacedAsync|}(); [Retired("a")] Task EndedAsync(int {|RSL0114:a|}); }
        """);

    private static Task VerifyAsync(string source) => ContractVerifier.VerifyAsync<UpcastingAnalyzer>(source);
}
