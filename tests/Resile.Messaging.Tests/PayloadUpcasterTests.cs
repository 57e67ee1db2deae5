using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests;

/// <summary>What older versions wrote, and what is read of it.</summary>
public sealed class PayloadUpcasterTests
{
    private static readonly PayloadUpcaster Line = new PayloadUpcaster()
        .Rename("qty", "quantity")
        .Rename("count", "quantity")
        .Nested("parts", static () => Line!);

    private static readonly PayloadUpcaster Order = new PayloadUpcaster()
        .Rename("customer", "buyer")
        .Default("currency", "\"EUR\"")
        .From<NameV1, NameV3>(static old => new(old.Name.Split(' ')[0], old.Name.Split(' ')[1]), new PayloadSign("name"))
        .From<NameV2, NameV3>(static old => new(old.Name, old.Family), new PayloadSign("name"), new PayloadSign("family"))
        .From<PriceV1, PriceV2>(static old => new(new(old.Price, "EUR")), new PayloadSign("price", JsonValueKind.Number))
        .Nested("lines", static () => Line)
        .Nested("shelves", static () => Line, maps: 1);

    [Theory]
    [InlineData("""{"buyer":1,"currency":"USD"}""")]
    [InlineData("""{"currency":null}""")]
    [InlineData("""{"Currency":"USD","BUYER":1,"customer":2}""")]
    [InlineData("""{"currency":"USD","lines":[{"quantity":1},null,7,"x"],"shelves":{"a":{"quantity":1}},"price":{"value":1}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Object_of_now_is_not_even_copied(string json)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(json);

        Assert.True(bytes.Span == Order.Upcast(bytes, JsonSerializerOptions.Web).Span);
    }

    [Theory]
    [InlineData("""{"customer":1,"currency":"USD"}""", """{"buyer":1,"currency":"USD"}""")]
    [InlineData("""{"CUSTOMER":1,"currency":"USD"}""", """{"buyer":1,"currency":"USD"}""")]
    [InlineData("""{"custo\u006der":1,"currency":"USD"}""", """{"buyer":1,"currency":"USD"}""")]
    [InlineData("""{"buyer":1e2, "more":[1, {"customer":1}]}""", """{"buyer":1e2,"more":[1, {"customer":1}],"currency":"EUR"}""")]
    [InlineData("{}", """{"currency":"EUR"}""")]
    [InlineData("""[{},{"currency":"USD"}]""", """[{"currency":"EUR"},{"currency":"USD"}]""")]
    [InlineData("""{"currency":"USD","lines":[{"qty":1},{"count":2,"qty":3},null]}""", """{"currency":"USD","lines":[{"quantity":1},{"quantity":2,"qty":3},null]}""")]
    [InlineData("""{"currency":"USD","lines":[[{"parts":{"parts":[{"qty":1}]}}]]}""", """{"currency":"USD","lines":[[{"parts":{"parts":[{"quantity":1}]}}]]}""")]
    [InlineData("""{"currency":"USD","shelves":{"qty":{"qty":1},"b":null}}""", """{"currency":"USD","shelves":{"qty":{"quantity":1},"b":null}}""")]
    [InlineData("""{"name":"Ann Lee"}""", """{"first":"Ann","last":"Lee"}""")]
    [InlineData("""{"name":"Ann","family":"van Lee"}""", """{"first":"Ann","last":"van Lee"}""")]
    [InlineData("""{"price":2.50}""", """{"price":{"value":2.50,"currency":"EUR"}}""")]
    public void Object_of_old_becomes_one_of_now(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Order.Upcast(Encoding.UTF8.GetBytes(json), JsonSerializerOptions.Web).Span));

    [Fact]
    public void Name_that_is_very_long_is_read_past()
    {
        var json = $$"""{"{{new string('x', 5000)}}":1,"customer":1,"currency":"USD"}""";

        Assert.Contains("\"buyer\":1", Encoding.UTF8.GetString(Order.Upcast(Encoding.UTF8.GetBytes(json), JsonSerializerOptions.Web).Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Shape_of_old_may_have_what_is_older_still_inside()
    {
        var parcel = new PayloadUpcaster().From<ParcelV1, ParcelV2>(
            static old => new(new(old.Weight, "kg"), old.Pieces), static () => new PayloadUpcaster().Nested("pieces", static () => Line), new PayloadSign("weight", JsonValueKind.Number));

        Assert.Equal(
            """{"weight":{"value":2,"currency":"kg"},"pieces":[{"quantity":3}]}""",
            Encoding.UTF8.GetString(parcel.Upcast("""{"weight":2,"pieces":[{"qty":3}]}"""u8.ToArray(), JsonSerializerOptions.Web).Span));
    }

    [Theory]
    [InlineData("""{"$type":"circle","r":2}""", 2)]
    [InlineData("""{"$type":"circle","radius":3}""", 3)]
    [InlineData("""{"$type":"circle","diameter":8}""", 4)]
    [InlineData("""{"$type":7,"r":2}""", 9)]
    public void Type_that_stands_for_another_has_its_own_history(string json, int expected)
    {
        var circle = new PayloadUpcaster().Rename("r", "radius").From<CircleV1, Figure>(static old => new Circle(old.Diameter / 2), new PayloadSign("diameter"));
        var figure = new PayloadUpcaster().Variant("$type", "circle", () => circle).Variant("$type", "7", static () => new PayloadUpcaster().Rename("r", "side").Default("extra", "7"));

        var present = figure.Upcast(Encoding.UTF8.GetBytes($"[{json}]"), JsonSerializerOptions.Web);

        var read = Assert.Single(JsonSerializer.Deserialize<Figure[]>(present.Span, JsonSerializerOptions.Web)!);
        Assert.Equal(expected, read is Circle { Radius: var radius } ? radius : read is Square square ? square.Side + square.Extra : 0);
    }

    [Fact]
    public void Conversion_that_fails_makes_the_message_malformed_and_says_which()
    {
        var error = Assert.Throws<MalformedMessageException>(() => Order.Upcast("""{"name":"Ann"}"""u8.ToArray(), JsonSerializerOptions.Web));

        Assert.Contains(nameof(NameV1), error.Message, StringComparison.Ordinal);
        Assert.IsType<IndexOutOfRangeException>(error.InnerException);
    }

    [Fact]
    public void Object_that_does_not_fit_the_shape_of_old_is_refused() =>
        Assert.Throws<JsonException>(() => Order.Upcast("""{"name":7}"""u8.ToArray(), JsonSerializerOptions.Web));

    private sealed record NameV1(string Name);

    private sealed record NameV2(string Name, string Family);

    private sealed record NameV3(string First, string Last);

    private sealed record PriceV1(decimal Price);

    private sealed record PriceV2(Money Price);

    private sealed record Piece(int Quantity);

    private sealed record ParcelV1(decimal Weight, IReadOnlyList<Piece> Pieces);

    private sealed record ParcelV2(Money Weight, IReadOnlyList<Piece> Pieces);

    [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), 7)]
    private abstract record Figure;

    private sealed record Circle(int Radius) : Figure;

    private sealed record CircleV1(int Diameter);

    private sealed record Square(int Side, int Extra) : Figure;

    private sealed record Money(decimal Value, string Currency);
}
