using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.CodeAnalysis;
using Resile.Generators.Payloads;

namespace Resile.Generators.Tests.Payloads;

/// <summary>Types are described as System.Text.Json, which writes and reads them, has them itself.</summary>
public sealed class PayloadTests
{
    private const string Source =
        """
        using System.Text.Json.Serialization;
        using System.ComponentModel.DataAnnotations;
        namespace Acme;

        /// <summary>An order, of <see cref="Line"/>s.</summary>
        /// <param name="Id">What it is told apart by.</param>
        public sealed record Order(int Id, string CustomerName, string? Note, [property: JsonPropertyName("LINES")] IReadOnlyList<Line> Lines, decimal Discount = 0)
        {
            public required string Demanded { get; init; }
            [JsonRequired] public int AlsoDemanded { get; set; }
            [JsonIgnore] public int Ignored { get; set; }
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Left { get; set; }
            public int Twice => Id * 2;
            public int ID2 { get; private set; }
            [JsonInclude] internal int Shown { get; private set; }
            internal int Hidden { get; set; }
            public static int Static { get; set; }
            public int this[int index] => index;
            public Order? Parent { get; init; }
            public Dictionary<string, Color> Colors { get; init; } = [];
            [JsonExtensionData] public Dictionary<string, object>? Rest { get; init; }
            public override string ToString() => "";
        }

        public record struct Line([property: Range(1, 10)] int Number, [property: StringLength(20, MinimumLength = 2)] string URLOfPicture);
        public class Base { public int First { get; set; } public virtual int Overridden { get; set; } }
        public class Derived : Base { public int Second { get; set; } public override int Overridden { get; set; } public new string First { get; set; } = ""; }
        public enum Color { Red, Green = 5 }
        [JsonConverter(typeof(JsonStringEnumConverter<Size>))] public enum Size { [JsonStringEnumMemberName("small")] Small, Large }
        [Flags] public enum Days { None, Monday = 1, Tuesday = 2 }
        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Cat), "cat"), JsonDerivedType(typeof(Dog), 2)]
        public abstract record Animal(string Name);
        public sealed record Cat(string Name, bool Purrs) : Animal(Name);
        public sealed record Dog(string Name) : Animal(Name);
        public interface INamed { string Name { get; } }
        public interface IThing : INamed { int Count { get; set; } }
        public sealed class Two { public Two() { } public Two(int value) => Value = value; public int Value { get; } }
        public sealed class One(int value) { public int Value { get; } = value; }
        public sealed record Everything(
            bool Bool, byte Byte, char Char, DateTime At, DateTimeOffset Moment, DateOnly Day, TimeOnly Time, TimeSpan Span, Guid Id, Uri Link, Version Version,
            double Double, float Float, decimal Money, long Long, ulong Big, Half Half, Int128 Huge, byte[] Bytes, ReadOnlyMemory<byte> Memory, object Any, int[] Numbers,
            List<string?> Texts, HashSet<Color> Colors, IDictionary<int, Line> Map, int? Maybe, Color? Shade, Size Size, Days Days, KeyValuePair<string, int> Pair,
            System.Text.Json.JsonElement Element, System.Text.Json.Nodes.JsonObject Tree, IAsyncEnumerable<int> Stream, int[,] Table, Animal Animal, Derived Derived, IThing Thing, Two Two, One One);
        """;

    private static readonly Lazy<(Compilation Compilation, Dictionary<string, PayloadDefinition> Definitions, System.Reflection.Assembly Assembly)> Read = new(Compile);

    [Theory]
    [InlineData("Acme.Order"), InlineData("Acme.Line"), InlineData("Acme.Derived"), InlineData("Acme.Cat"), InlineData("Acme.Everything"), InlineData("Acme.IThing")]
    [InlineData("Acme.Two"), InlineData("Acme.One"), InlineData("Acme.Animal")]
    public void Properties_are_those_that_the_serializer_finds(string name)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        var type = options.GetTypeInfo(Read.Value.Assembly.GetType(name)!);

        var expected = type.Properties.Where(static property => !property.IsExtensionData && (property.Get ?? (object?)property.Set) is not null)
            .Select(property => (property.Name, IsRequired: property.IsRequired, IsWritten: property.Get is not null, IsRead: property.Set is not null || property.AssociatedParameter is not null));
        var actual = Definition(name).Properties
            .Select(static property => (Name: property.JsonName, IsRequired: property.Presence == PayloadPresence.Demanded, IsWritten: !property.IsWriteOnly, IsRead: !property.IsReadOnly));

        Assert.Equal(expected.OrderBy(static property => property.Name, StringComparer.Ordinal), actual.OrderBy(static property => property.Name, StringComparer.Ordinal));
    }

    // What the exporter of schemas of the framework says is the measure, except where it says nothing.
    [Fact]
    public void Kinds_are_those_that_the_framework_exports()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), NumberHandling = default };
        var type = Read.Value.Assembly.GetType("Acme.Everything")!;
        foreach (var property in Definition("Acme.Everything").Properties)
        {
            if (property.Name is "Stream" or "Table" or "Version")
            {
                continue;
            }

            var schema = System.Text.Json.Schema.JsonSchemaExporter.GetJsonSchemaAsNode(options, type.GetProperty(property.Name)!.PropertyType);
            var kinds = schema is not System.Text.Json.Nodes.JsonObject || schema["type"] is not { } given ? ""
                : given is System.Text.Json.Nodes.JsonArray several ? (string?)several.First(static each => (string?)each != "null") : (string?)given;
            var expected = kinds is { Length: > 0 } ? kinds : schema is System.Text.Json.Nodes.JsonObject && schema["enum"] is not null ? "string" : "";
            Assert.Equal((property.Name, expected), (property.Name, NameOf(property.Type)));
        }
    }

    [Fact]
    public void Limits_documentation_and_variants_are_read()
    {
        var line = Definition("Acme.Line");
        var animal = Definition("Acme.Animal");
        var order = Definition("Acme.Order");

        Assert.Equal(["minimum: 1", "maximum: 10"], line.Properties[0].Constraints.Select(static limit => $"{limit.Keyword}: {limit.Json}"));
        Assert.Equal(["maxLength: 20", "minLength: 2"], line.Properties[1].Constraints.Select(static limit => $"{limit.Keyword}: {limit.Json}"));
        Assert.Equal("kind", animal.Discriminator);
        Assert.Equal(["Acme.Cat = \"cat\"", "Acme.Dog = 2"], animal.Variants.Select(static variant => $"{variant.Type.Name} = {variant.Discriminator}"));
        Assert.Equal("An order, of Lines.", order.Summary);
        Assert.Equal("What it is told apart by.", order.Properties[0].Summary);
        Assert.Equal(PayloadPresence.Expected, order.Properties[1].Presence);
        Assert.Equal(PayloadPresence.Optional, order.Properties[2].Presence);
        Assert.Equal("Acme.Order", order.Properties.Single(static property => property.Name == "Parent").Type.Definition);
    }

    [Fact]
    public void Documentation_is_read_where_the_compiler_does_not()
    {
        var tree = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(Source,
            new Microsoft.CodeAnalysis.CSharp.CSharpParseOptions(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp14, DocumentationMode.None), cancellationToken: TestContext.Current.CancellationToken);
        var compilation = GeneratorRun.Compile([]).RemoveAllSyntaxTrees().AddSyntaxTrees(tree);

        Assert.Equal("An order, of Lines.", Summaries.Of(compilation.GetTypeByMetadataName("Acme.Order")!));
    }

    private static PayloadDefinition Definition(string name) => Read.Value.Definitions[name];

    private static string NameOf(PayloadType type) => type.Kind switch
    {
        PayloadKind.Boolean => "boolean",
        PayloadKind.Integer => "integer",
        PayloadKind.Number => "number",
        PayloadKind.Text => "string",
        PayloadKind.List => "array",
        PayloadKind.Map or PayloadKind.Object => "object",
        PayloadKind.Enum => Definition(type.Name).HasNames ? "string" : "integer",
        _ => "",
    };

    private static (Compilation Compilation, Dictionary<string, PayloadDefinition> Definitions, System.Reflection.Assembly Assembly) Compile()
    {
        var compilation = GeneratorRun.Compile([GeneratorRun.Parse(Source, "Payloads.cs")]);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        var reader = new PayloadReader(hasSummaries: true);
        foreach (var type in compilation.Assembly.GetTypeByMetadataName("Acme.Order")!.ContainingNamespace.GetTypeMembers())
        {
            reader.Read(type);
        }

        return (compilation, reader.Definitions.ToDictionary(static definition => definition.Name), System.Reflection.Assembly.Load(image.ToArray()));
    }
}
