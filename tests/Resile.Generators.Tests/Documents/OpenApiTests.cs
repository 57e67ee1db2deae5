using System.Text.Json.Nodes;

namespace Resile.Generators.Tests.Documents;

public sealed class OpenApiTests
{
    private const string Source =
        """
        using System.Text.Json.Serialization;
        namespace Acme;

        /// <summary>Keeps files.</summary>
        [LoadBalanced("files"), AutoRecover, Headers("X-Api-Version: 2")]
        public interface IFiles
        {
            /// <summary>Finds files.</summary>
            /// <param name="page">Which page, from 1.</param>
            /// <returns>Their names.</returns>
            [Get("/files"), Deadline("1.5s")]
            Task<IReadOnlyList<string>> FindAsync([Query] Filter filter, int page, int? size, [Query("id", Collection = CollectionFormat.Csv)] IReadOnlyList<int> ids,
                Order order, [Query(Format = "yyyy-MM-dd")] DateTime since, [Header("X-Tenant")] string? tenant, CancellationToken cancellationToken = default);

            [Get("/files/{id:int:min(1)}"), Obsolete("Use Find.")]
            Task<File?> GetAsync(int id, CancellationToken cancellationToken = default);

            [Put("/files/{number}")]
            Task<Reply<File>> PutAsync(int number, File file, CancellationToken cancellationToken = default);

            [Head("/files/{id:int}")]
            Task<Reply> HasAsync(int id, CancellationToken cancellationToken = default);

            [Get("/files/{name:alpha}")]
            Task<Stream> OpenAsync(string name, CancellationToken cancellationToken = default);

            [Post("/albums/{**path}")]
            Task AddAsync(string path, [Part] FilePart cover, [Part] IReadOnlyList<FilePart> pages, [Part] File facts, [Part] string? note, CancellationToken cancellationToken = default);

            [Post("/token")]
            Task<byte[]> TokenAsync([Form("grant_type")] string grant, [Form] Filter filter, CancellationToken cancellationToken = default);

            [Post("/lines")]
            IAsyncEnumerable<File> ReadAsync([Body("text/csv")] string lines, CancellationToken cancellationToken = default);

            [Send("PURGE", "/files")]
            Task PurgeAsync(CancellationToken cancellationToken = default);
        }

        public sealed record File(string Name, long Length, File? Copy);
        public sealed record Filter(string? Name, [property: JsonPropertyName("p")] int Part);
        public enum Order { Name, [JsonStringEnumMemberName("length")] Length }
        """;

    private static readonly JsonNode Document = JsonNode.Parse(DocumentRun.Over(Source)["Scenario.Files.openapi.json"])!;

    [Fact]
    public void Parameters_are_those_that_the_server_reads()
    {
        var parameters = Document["paths"]!["/files"]!["get"]!["parameters"]!.AsArray()
            .Select(static each => $"{each!["in"]} {each["name"]}{(each["required"] is null ? "" : "!")} {each["schema"]!.ToJsonString()} {each["style"]}{each["explode"]}{each["description"]}".TrimEnd());

        Assert.Equal(
            [
                "query name {\"type\":\"string\"}",
                "query p! {\"type\":\"integer\",\"format\":\"int32\"}",
                "query page! {\"type\":\"integer\",\"format\":\"int32\"} Which page, from 1.",
                "query size {\"type\":\"integer\",\"format\":\"int32\"}",
                "query id {\"type\":\"array\",\"items\":{\"type\":\"integer\",\"format\":\"int32\"}} formfalse",
                "query order! {\"type\":\"string\",\"enum\":[\"Name\",\"length\"]}",
                "query since! {\"type\":\"string\"} Written as 'yyyy-MM-dd'.",
                "header X-Tenant {\"type\":\"string\"}",
                "header X-Api-Version {\"type\":\"string\",\"const\":\"2\"} Generated clients always send it.",
            ],
            parameters);
    }

    [Fact]
    public void Operations_say_what_they_are_and_promise()
    {
        var find = Document["paths"]!["/files"]!["get"]!;

        Assert.Equal("Find", (string?)find["operationId"]);
        Assert.Equal("Finds files.", (string?)find["summary"]);
        Assert.Equal("Idempotent: a call that fails may be sent again. Deadline: 1.5 s.", (string?)find["description"]);
        Assert.Equal("Their names.", (string?)find["responses"]!["200"]!["description"]);
        Assert.Equal(["200", "400", "503", "504", "default"], find["responses"]!.AsObject().Select(static reply => reply.Key));
        Assert.True((bool?)Document["paths"]!["/files/{id}"]!["get"]!["deprecated"]);
        Assert.Equal("Keeps files.", (string?)Document["info"]!["description"]);
        Assert.Equal("files", (string?)Document["info"]!["x-resile-service"]);
    }

    [Fact]
    public void Paths_that_differ_in_names_alone_are_one()
    {
        Assert.Equal(["/albums/{path}", "/files", "/files/{id}", "/lines", "/token"], Document["paths"]!.AsObject().Select(static path => path.Key));

        var file = Document["paths"]!["/files/{id}"]!;
        Assert.Equal(["get", "put", "head", "x-resile-operations"], file.AsObject().Select(static operation => operation.Key));
        Assert.All(["get", "put", "head"], verb => Assert.Equal("id", (string?)file[verb]!["parameters"]![0]!["name"]));
        Assert.Equal(["GET /files/{name:alpha}"], file["x-resile-operations"]!.AsObject().Select(static operation => operation.Key));
        Assert.Equal(["PURGE /files"], Document["paths"]!["/files"]!["x-resile-operations"]!.AsObject().Select(static operation => operation.Key));
        Assert.Equal("{\"type\":\"integer\",\"format\":\"int32\",\"minimum\":1}", file["get"]!["parameters"]![0]!["schema"]!.ToJsonString());
        Assert.Equal("It may have several segments, with slashes between them.", (string?)Document["paths"]!["/albums/{path}"]!["post"]!["parameters"]![0]!["description"]);
    }

    [Fact]
    public void Bodies_are_those_that_the_server_takes()
    {
        Assert.Equal("{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/File\"}}}}", Body("/files/{id}", "put"));
        Assert.Equal("{\"required\":true,\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\"}}}}", Body("/lines", "post"));
        Assert.Equal("{\"required\":true,\"content\":{\"application/x-www-form-urlencoded\":{\"schema\":{\"type\":\"object\",\"required\":[\"grant_type\",\"p\"],"
            + "\"properties\":{\"grant_type\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"p\":{\"type\":\"integer\",\"format\":\"int32\"}}}}}}", Body("/token", "post"));
        Assert.Equal("{\"required\":true,\"content\":{\"multipart/form-data\":{\"schema\":{\"type\":\"object\",\"required\":[\"cover\",\"facts\"],\"properties\":{"
            + "\"cover\":{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"},"
            + "\"pages\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"}},"
            + "\"facts\":{\"$ref\":\"#/components/schemas/File\"},\"note\":{\"type\":\"string\"}}},"
            + "\"encoding\":{\"facts\":{\"contentType\":\"application/json\"}}}}}", Body("/albums/{path}", "post"));
    }

    [Fact]
    public void Replies_are_those_that_the_server_gives()
    {
        Assert.Equal(["2XX: application/json", "400", "413", "415", "503", "504", "default"], Replies("/files/{id}", "put"));
        Assert.Equal(["2XX", "400", "503", "504", "default"], Replies("/files/{id}", "head"));
        Assert.Equal(["204", "400", "413", "415", "503", "504", "default"], Replies("/albums/{path}", "post"));
        Assert.Equal(["200: application/octet-stream", "400", "413", "415", "503", "504", "default"], Replies("/token", "post"));
        Assert.Equal(["200: application/json application/x-ndjson text/event-stream", "400", "413", "415", "503", "504", "default"], Replies("/lines", "post"));
        Assert.Equal("{\"anyOf\":[{\"$ref\":\"#/components/schemas/File\"},{\"type\":\"null\"}]}",
            Document["paths"]!["/files/{id}"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!.ToJsonString());
    }

    [Fact]
    public void Schemas_of_types_of_one_name_have_their_namespaces_before_them()
    {
        var document = JsonNode.Parse(DocumentRun.Over(
            """
            namespace Acme
            {
                [LoadBalanced("a")]
                public interface IA { [Post("/a")] Task<Other.Thing> GoAsync([Body] Page<Thing> things, CancellationToken cancellationToken); }
                public sealed record Thing(int Id);
                public sealed record Page<T>(IReadOnlyList<T> Items);
            }

            namespace Other { public sealed record Thing(string Name); }
            """)["Scenario.A.openapi.json"])!;

        Assert.Equal(["Resile.Problem", "Acme.Thing", "Other.Thing", "PageOfThing"], document["components"]!["schemas"]!.AsObject().Select(static schema => schema.Key));
    }

    [Fact]
    public void Variants_and_enumerations_are_told_apart_as_the_serializer_does()
    {
        var schemas = JsonNode.Parse(DocumentRun.Over(
            """
            using System.Text.Json.Serialization;
            namespace Acme;
            [LoadBalanced("a")]
            public interface IA { [Post("/a")] Task GoAsync([Body] Animal animal, CancellationToken cancellationToken); }
            [JsonDerivedType(typeof(Cat), "cat")] public abstract record Animal(Color Color, Days Days);
            public sealed record Cat(Color Color, Days Days) : Animal(Color, Days);
            public enum Color { Red, Green = 5 }
            [Flags] public enum Days { Monday = 1, Tuesday = 2 }
            """)["Scenario.A.openapi.json"])!["components"]!["schemas"]!;

        Assert.Equal("{\"oneOf\":[{\"allOf\":[{\"$ref\":\"#/components/schemas/Cat\"},{\"type\":\"object\",\"required\":[\"$type\"],\"properties\":{\"$type\":{\"const\":\"cat\"}}}]}]}",
            schemas["Animal"]!.ToJsonString());
        Assert.Equal("{\"type\":\"integer\",\"enum\":[0,5],\"x-enum-varnames\":[\"Red\",\"Green\"]}", schemas["Color"]!.ToJsonString());
        Assert.Equal("{\"type\":\"integer\",\"x-enum-varnames\":[\"Monday\",\"Tuesday\"],\"description\":\"Several of: Monday = 1, Tuesday = 2.\"}", schemas["Days"]!.ToJsonString());
    }

    private static string Body(string path, string verb) => Document["paths"]![path]![verb]!["requestBody"]!.ToJsonString();

    private static IEnumerable<string> Replies(string path, string verb) => Document["paths"]![path]![verb]!["responses"]!.AsObject()
        .Select(static reply => reply.Key + (reply.Value!["content"] is { } content ? ": " + string.Join(' ', content.AsObject().Select(static type => type.Key)) : ""));
}
