using Microsoft.CodeAnalysis;
using Resile.Analyzers.Json;

namespace Resile.Analyzers.Tests;

/// <summary>What travels as JSON, and the serializer contexts that are given for it.</summary>
public sealed class JsonMetadataTests
{
    private const string Contracts =
        """
        namespace Acme;

        [LoadBalanced("catalog")]
        public interface ICatalog
        {
            [Get("/products/{id}")] Task<Product> GetProductAsync(int id);
            [Post("/products")] Task<int> AddAsync(NewProduct product, string? tenant);
            [Get("/products/{id}/name")] Task<string> NameAsync(int id);
            [Get("/products")] IAsyncEnumerable<Product> AllAsync();
        }

        [LoadBalanced("pricing", Transport = Transport.Tcp)]
        public interface IPricing { Task<decimal> PriceAsync(int quantity); }

        [DurableMessage]
        public interface IOrderEvents
        {
            Task OrderPlacedAsync(OrderPlaced order);
            Task OrderSentAsync(int id, int count);
            [Request] Task<Answer> AskAsync(Question question);
        }

        public sealed class Handler : IOrderEvents
        {
            public Task OrderPlacedAsync(OrderPlaced order) => Task.CompletedTask;
            public Task OrderSentAsync(int id, int count) => Task.CompletedTask;
            public Task<Answer> AskAsync(Question question) => Task.FromResult(new Answer(1));
        }

        public sealed record Product(int Id);
        public sealed record NewProduct(string Name);
        public sealed record OrderPlaced(int Id);
        public sealed record Question(int Id);
        public sealed record Answer(int Id);
        """;

    // What the user writes, and what System.Text.Json has made of it.
    private const string Contexts =
        """
        namespace Acme;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;

        public abstract class Made() : JsonSerializerContext(null)
        {
            public override JsonTypeInfo? GetTypeInfo(Type type) => null;
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
        }

        public sealed class Some : Made
        {
            public static Some Default { get; } = new();
            public JsonTypeInfo<NewProduct> NewProduct => null!;
            public JsonTypeInfo<string> String => null!;
            public JsonTypeInfo<int> Int32 => null!;
        }

        public sealed class Others : Made
        {
            public static Others Default { get; } = new();
            public JsonTypeInfo<Product> Product => null!;
            public JsonTypeInfo<decimal> Decimal => null!;
            public JsonTypeInfo<OrderPlaced> OrderPlaced => null!;
        }

        public sealed class Ungenerated : Made { public static Ungenerated Default { get; } = new(); }
        """;

    [Fact]
    public Task Type_that_a_context_lacks_is_RSL1102() => VerifyAsync(
        """
        public static class Program
        {
            public static void Add(IServiceCollection services) => services.AddResile(resile =>
            {
                resile.Clients.AddCatalog(client => client.Json.TypeInfoResolverChain.Insert(0, {|RSL1102:Some.Default|}));
                resile.Servers.AddPricing(server => server.Json.TypeInfoResolver = {|RSL1102:new Some()|});
                resile.Messaging.UseJson({|RSL1102:{|RSL1102:{|RSL1102:Some.Default|}|}|}).AddOrderEventsSender().AddOrderEventsHandler<Handler>();
            });

            public static void Map(WebApplicationBuilder builder)
            {
                builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, {|RSL1102:Some.Default|}));
                builder.Build().MapCatalog();
            }
        }
        """);

    [Fact]
    public Task Types_that_contexts_know_and_contexts_of_which_nothing_is_known_are_left_alone() => VerifyAsync(
        """
        public static class Program
        {
            public static void Add(IServiceCollection services) => services.AddResile(resile =>
            {
                resile.Clients.AddCatalog();
                resile.Clients.AddCatalog(client => client.Json.TypeInfoResolverChain.Insert(0, Ungenerated.Default));
                resile.Clients.AddCatalog(client =>
                {
                    client.Json.TypeInfoResolverChain.Insert(0, Some.Default);
                    client.Json.TypeInfoResolverChain.Insert(1, Others.Default);
                });
                resile.Clients.AddPricing(client =>
                {
                    client.Json.TypeInfoResolverChain.Add(Some.Default);
                    client.Json.TypeInfoResolverChain.Add(new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver());
                });
                resile.Messaging.AddOrderEventsSender();
            });
        }
        """);

    [Fact]
    public Task Tuple_is_known_by_whatever_names_its_parts_have() => VerifyAsync(
        """
        [LoadBalanced("pairs", Transport = Transport.Tcp)] public interface IPairs { Task<(int Id, string Name)> PairAsync(); }

        public sealed class Pairs : System.Text.Json.Serialization.JsonSerializerContext
        {
            private Pairs() : base(null) { }
            public static Pairs Default { get; } = new();
            public System.Text.Json.Serialization.Metadata.JsonTypeInfo<ValueTuple<int, string>> ValueTupleInt32String => null!;
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }

        public static class Program
        {
            public static void Add(ClientsBuilder clients) => clients.AddPairs(client => client.Json.TypeInfoResolverChain.Insert(0, Pairs.Default));
        }
        """);

    [Fact]
    public Task Shape_of_old_that_a_context_lacks_is_RSL1102() => UsageVerifier<JsonMetadataAnalyzer>.VerifyAsync(
        OutputKind.DynamicallyLinkedLibrary,
        "build_property.PublishAot = true",
        """
        namespace Acme;
        public static class Program
        {
            public static void Add(IServiceCollection services) => services.AddResile(resile =>
                resile.Messaging.UseJson({|RSL1102:{|RSL1102:{|RSL1102:{|RSL1102:Some.Default|}|}|}|}).AddOrderEventsSender());
        }
        """,
        Contracts.Replace(
            "record OrderPlaced(int Id);",
            "record OrderPlaced(int Id) { [Upcaster] internal static OrderPlaced From(OrderPlacedV1 old) => new(old.Number); } public sealed record OrderPlacedV1(int Number);",
            StringComparison.Ordinal),
        Contexts);

    [Fact]
    public async Task Type_that_a_context_lacks_is_a_warning_where_there_is_no_reflection()
    {
        const string Source =
            """
            namespace Acme;
            public static class Program
            {
                public static void Add(IServiceCollection services) => services.AddResile(resile =>
                    resile.Clients.AddPricing(client => client.Json.TypeInfoResolver = {|#0:Some.Default|}));
            }
            """;

        await UsageVerifier<JsonMetadataAnalyzer>.VerifySeverityAsync("RSL1102", DiagnosticSeverity.Warning, "build_property.PublishAot = true", Source, Contracts, Contexts);
        await UsageVerifier<JsonMetadataAnalyzer>.VerifySeverityAsync("RSL1102", DiagnosticSeverity.Info, null, Source, Contracts, Contexts);
    }

    private static Task VerifyAsync(string source) => UsageVerifier<JsonMetadataAnalyzer>.VerifyAsync(
        OutputKind.DynamicallyLinkedLibrary, "build_property.PublishAot = true", "namespace Acme;\n" + source, Contracts, Contexts);
}
