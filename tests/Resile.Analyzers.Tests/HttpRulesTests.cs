namespace Resile.Analyzers.Tests;

/// <summary>The rules of what contracts say of HTTP.</summary>
public sealed class HttpRulesTests
{
    [Fact]
    public Task Contract_that_makes_sense_is_accepted() => VerifyAsync(
        """
        [Get("/a/{id}")] Task<Reply<Product>> GetAsync(int id, [HeaderCollection] IDictionary<string, string> headers);
        [Head("/a/{id}")] Task<Reply> HasAsync(int id);
        [Options("/a")] Task OptionsAsync();
        [Send("PURGE", "/a"), Headers("X-Version: 2", "X-Gone")] Task PurgeAsync([Body] Product product);
        [Put("/a/{id}")] Task<Stream> PutAsync(int id, Stream content);
        [Post("/b")] Task FormAsync([Form] Product product, [Form("x")] int[] numbers, [Form] Dictionary<string, string> more, [Query] Product filter);
        [Post("/c")] Task PartsAsync([Part] FilePart file, [Part] Product product, [Part] byte[] bytes, [Part] IReadOnlyList<FilePart> files);
        [Get("/d")] Task FindAsync([Query(Format = "yyyy")] DateTime? when, [Query(Collection = CollectionFormat.Pipes)] int[] ids);
        """);

    [Fact]
    public Task Frames_carry_no_replies_streams_and_files() => ContractVerifier.VerifyAsync(Usings(
        """
        [LoadBalanced("a", Transport = Transport.Tcp)]
        public interface IFrames
        {
            Task<Reply> {|RSL1062:ReplyAsync|}();
            ValueTask<Reply<int>> {|RSL1062:WholeAsync|}();
            Task<Stream> {|RSL1062:StreamAsync|}();
            Task SendAsync(Stream {|RSL1062:content|});
            Task FileAsync(FilePart {|RSL1062:file|});
            [Headers("X: y")] Task {|RSL1040:HeadersAsync|}();
            Task FormAsync([Form] int {|RSL1040:form|});
        }
        """));

    [Fact]
    public Task Second_kind_of_body_and_form_of_a_get_are_RSL1004() => VerifyAsync(
        """
        [Post("/a")] Task MixedAsync([Body] Product body, [Form] int {|RSL1004:field|});
        [Post("/b")] Task PartsAsync([Form] int field, [Part] FilePart {|RSL1004:file|});
        [Get("/c")] Task {|RSL1004:FormAsync|}([Form] int field);
        [Head("/d")] Task {|RSL1004:PartAsync|}([Part] int part);
        """);

    [Fact]
    public Task Stream_that_would_be_sent_again_is_RSL1063() => VerifyAsync(
        """
        [Post("/a"), Idempotent] Task AgainAsync(Stream {|RSL1063:content|});
        [Put("/b"), Hedge] Task HedgedAsync([Body] Stream {|RSL1063:content|});
        [Post("/c"), Idempotent] Task PartsAsync([Part] FilePart {|RSL1063:file|});
        [Post("/d"), Idempotent] Task BytesAsync([Body] byte[] content);
        """);

    [Fact]
    public async Task Constant_header_that_cannot_be_sent_is_RSL1064()
    {
        await VerifyAsync(
            """
            [Get("/a"), Headers("X Spaced: a")] Task {|RSL1064:NameAsync|}();
            [Get("/b"), Headers("X-Ok: a", "X-Bad: a\r\nX-Injected: b")] Task {|RSL1064:ValueAsync|}();
            [Get("/c"), Headers("Content-Type: text/plain")] Task {|RSL1064:TypeAsync|}();
            [Get("/d"), Headers("Resile-Retry: 1")] Task {|RSL1064:OursAsync|}();
            [Get("/e"), Headers("Host: elsewhere")] Task {|RSL1064:HostAsync|}();
            """);
        await ContractVerifier.VerifyAsync("[LoadBalanced(\"a\"), Headers(\"\")] public interface {|RSL1064:INameless|};");
    }

    [Fact]
    public Task Reply_that_cannot_come_is_RSL1065() => VerifyAsync(
        """
        [Head("/a")] Task<int> {|RSL1065:ValueAsync|}();
        [Get("/b"), Hedge] Task<Stream> {|RSL1065:HedgedAsync|}();
        [Get("/c")] Task<Reply<Stream>> OpenAsync();
        [Get("/e"), Hedge] Task<Reply<Stream>> {|RSL1065:HedgedReplyAsync|}();
        [Get("/f")] Task<Reply<System.Collections.Generic.IAsyncEnumerable<int>>> {|RSL1065:ItemsAsync|}();
        [Get("/d"), Broadcast] Task<Reply<Product[]>> {|RSL1090:BroadcastAsync|}();
        """);

    [Fact]
    public Task Object_that_cannot_be_taken_apart_is_RSL1066() => VerifyAsync(
        """
        [Get("/a")] Task NestedAsync([Query] Nested {|RSL1066:filter|});
        [Post("/b")] Task EmptyAsync([Form] Empty {|RSL1066:form|});
        [Get("/c")] Task HeadersAsync([HeaderCollection] Dictionary<string, int> {|RSL1066:headers|});
        [Get("/d")] Task UnmarkedAsync(Product {|RSL1005:filter|});
        """);

    [Fact]
    public Task Format_that_means_nothing_is_RSL1067() => VerifyAsync(
        """
        [Get("/a")] Task TextAsync([Query(Format = "x")] string {|RSL1067:text|});
        [Get("/b")] Task ListAsync([Query(Format = "yyyy")] DateTime[] {|RSL1067:days|});
        [Get("/c")] Task OneAsync([Query(Collection = CollectionFormat.Csv)] int {|RSL1067:id|});
        """);

    [Fact]
    public Task Verb_that_is_none_is_RSL1068() => VerifyAsync(
        """
        [Send("purge", "/a")] Task {|RSL1068:SmallAsync|}();
        [Send("", "/b")] Task {|RSL1068:EmptyAsync|}();
        [Send("TRACE", "/c")] Task {|RSL1068:TraceAsync|}();
        [Send("GET", "/d")] Task {|RSL1068:GetAsync|}();
        [Send("PURGE", "e")] Task {|RSL1002:RouteAsync|}();
        """);

    [Fact]
    public Task Header_of_the_request_itself_is_RSL1070() => VerifyAsync(
        """
        [Get("/a")] Task TypeAsync([Header("content-type")] string {|RSL1070:a|});
        [Get("/b")] Task HostAsync([Header("Host")] string {|RSL1070:a|});
        [Get("/c")] Task FrameAsync([Header("Transfer-Encoding")] string {|RSL1070:a|});
        [Get("/d")] Task OursAsync([Header("Resile-Retry")] int {|RSL1070:a|});
        [Get("/e")] Task OthersAsync([Header("Authorization")] string a, [Header("X-Host")] string b);
        """);

    private static string Usings(string source) => source
        .Replace("Stream ", "System.IO.Stream ").Replace("<Stream>", "<System.IO.Stream>")
        .Replace("IDictionary<", "System.Collections.Generic.IDictionary<").Replace(" Dictionary<", " System.Collections.Generic.Dictionary<")
        .Replace("IReadOnlyList<", "System.Collections.Generic.IReadOnlyList<");

    private static Task VerifyAsync(string members) => ContractVerifier.VerifyAsync(Usings(
        $$"""
        public record Product(int Id, string Name);
        public record Nested(Product Product);
        public class Empty { public int Number { get; } }
        [LoadBalanced("a")] public interface IFiles
        {
        {{members}}
        }
        """));
}
