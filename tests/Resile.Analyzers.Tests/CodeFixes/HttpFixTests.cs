using Resile.Analyzers.CodeFixes.Balancing;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends what balanced contracts say of HTTP.</summary>
public sealed class HttpFixTests
{
    [Theory]
    [InlineData("RSL1001.KeepGet", "Get(\"/a\")", "Post(\"/b\")", "Put(\"/c\")")]
    [InlineData("RSL1001.KeepPut", "Put(\"/a\")", "Get(\"/b\")")]
    [InlineData("RSL1001.KeepDelete", "Delete(\"/a\")", "Get(\"/b\")")]
    [InlineData("RSL1001.KeepHead", "Head(\"/a\")", "Get(\"/b\")")]
    [InlineData("RSL1001.KeepOptions", "Options(\"/a\")", "Get(\"/b\")")]
    [InlineData("RSL1001.KeepPost", "Post(\"/a\")", "Get(\"/b\")")]
    [InlineData("RSL1001.KeepPatch", "Patch(\"/a\")", "Get(\"/b\")")]
    [InlineData("RSL1001.KeepSend", "Send(\"PURGE\", \"/a\")", "Get(\"/b\")")]
    public Task One_of_several_verbs_is_left(string key, string kept, params string[] others) => VerifyAsync(
        key,
        $"[{kept}, {string.Join("][", others)}] Task {{|RSL1001:AAsync|}}();",
        $"[{kept}] Task AAsync();");

    [Theory]
    [InlineData("products/{id?}", "/products/{id}")]
    [InlineData("/products//{id=5}/", "/products/{id}/")]
    [InlineData("/products/{id", "/products/{id}")]
    [InlineData("/products/{ id ?}", "/products/{id}")]
    [InlineData("/products/{id}?page={page}&size=5", "/products/{id}")]
    [InlineData("\\\\products\\\\{id}", "/products/{id}")]
    [InlineData("/products/{*id}", "/products/{**id}")]
    public Task Route_that_is_plainly_meant_is_written(string text, string meant) => VerifyAsync(
        "RSL1002.WriteRoute",
        $$"""[Get("{{text}}")] Task {|RSL1002:AAsync|}(string id); [Send("PURGE", "{{text}}")] Task {|RSL1002:BAsync|}(string id);""",
        $$"""[Get("{{meant}}")] Task AAsync(string id); [Send("PURGE", "{{meant}}")] Task BAsync(string id);""");

    [Fact]
    public Task Parameter_of_a_route_is_added() => VerifyAsync(
        "RSL1003.AddParameter",
        """
        [Get("/a/{id:int}/{part}")] Task {|RSL1003:AAsync|}(string part, CancellationToken cancellationToken = default);
        [Get("/b/{class}")] Task {|RSL1003:BAsync|}();
        [Get("/c/{id:guid}")] Task {|RSL1003:CAsync|}(int page, int size = 5);
        """,
        """
        [Get("/a/{id:int}/{part}")] Task AAsync(string part, int id, CancellationToken cancellationToken = default);
        [Get("/b/{class}")] Task BAsync(string @class);
        [Get("/c/{id:guid}")] Task CAsync(int page, System.Guid id, int size = 5);
        """);

    [Fact]
    public Task Parameter_is_taken_out_of_a_route() => VerifyAsync(
        "RSL1003.CorrectRoute",
        """
        [Get("/a/{id:int}/{part}")] Task {|RSL1003:AAsync|}(string part);
        [Get("/{id}")] Task {|RSL1003:BAsync|}();
        [Get("/c/{**rest}")] Task {|RSL1003:CAsync|}();
        """,
        """
        [Get("/a/{part}")] Task AAsync(string part);
        [Get("/")] Task BAsync();
        [Get("/c")] Task CAsync();
        """);

    [Fact]
    public Task Second_body_travels_in_the_query() => VerifyAsync(
        "RSL1004.SendInQuery",
        """
        [Post("/a")] Task {|RSL1004:AAsync|}([Body] Part part, [Body("text/plain")] string remark);
        [Get("/b")] Task {|RSL1004:BAsync|}([Body] int number);
        """,
        """
        [Post("/a")] Task AAsync([Body] Part part, [Query] string remark);
        [Get("/b")] Task BAsync([Query] int number);
        """);

    [Fact]
    public Task What_is_no_text_travels_as_the_body() => VerifyAsync(
        "RSL1005.SendAsBody",
        """[Post("/a")] Task AAsync([Header("X-Part")] Part {|RSL1005:part|}, int number);""",
        """[Post("/a")] Task AAsync([Body] Part part, int number);""");

    [Fact]
    public Task List_travels_in_the_query() => VerifyAsync(
        "RSL1005.SendInQuery",
        """[Get("/a")] Task AAsync([Header("X-Ids")] int[] {|RSL1005:ids|});""",
        """[Get("/a")] Task AAsync([Query] int[] ids);""");

    [Fact]
    public Task Path_has_no_hole() => VerifyAsync(
        "RSL1005.TakeNoNull",
        """[Get("/a/{id}")] Task AAsync(int? {|RSL1005:id|}, int? page);""",
        """[Get("/a/{id}")] Task AAsync(int id, int? page);""");

    [Fact]
    public Task Name_that_can_be_sent_is_written() => VerifyAsync(
        "RSL1007.WriteName",
        """[Get("/a")] Task AAsync([Header("My Tenant: ")] string {|RSL1007:tenant|}); [Get("/b")] Task BAsync([Header(" X_A.b ")] string {|RSL1007:b|});""",
        """[Get("/a")] Task AAsync([Header("My-Tenant")] string tenant); [Get("/b")] Task BAsync([Header("X-A-b")] string b);""");

    [Theory]
    [InlineData("RSL1040.RemoveAttribute", "Transport = Transport.Tcp", "Task AAsync(); Task BAsync(int a); Task CAsync();")]
    [InlineData("RSL1040.TravelOverHttp", "", "[Get(\"/a\")] Task AAsync(); [Post(\"/b\")] Task BAsync([Body] int a); [Get(\"/c\"), Headers(\"X-A: 1\")] Task CAsync();")]
    public Task What_travels_in_frames_says_nothing_of_HTTP(string key, string transport, string after) => FixVerifier.VerifyAsync<HttpCodeFixProvider>(
        key,
        key.EndsWith("Http", StringComparison.Ordinal)
            ? """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { [Get("/a")] Task {|RSL1040:AAsync|}(); [Post("/b")] Task {|RSL1040:BAsync|}([Body] int a); [Get("/c"), Headers("X-A: 1")] Task {|RSL1040:CAsync|}(); }"""
            : """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { [Get("/a")] Task {|RSL1040:AAsync|}(); Task BAsync([Body] int {|RSL1040:a|}); [Headers("X-A: 1")] Task {|RSL1040:CAsync|}(); }""",
        $$"""[LoadBalanced("a"{{(transport.Length > 0 ? ", " : "")}}{{transport}})] public interface IA { {{after}} }""");

    [Fact]
    public Task Verb_in_frames_becomes_idempotent() => FixVerifier.VerifyAsync<HttpCodeFixProvider>(
        "RSL1040.SayIdempotent",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { [Get("/a")] Task {|RSL1040:AAsync|}(); [Deadline("1s"), Put("/b")] Task {|RSL1040:BAsync|}(); }""",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { [Idempotent] Task AAsync(); [Deadline("1s"), Idempotent] Task BAsync(); }""");

    [Fact]
    public Task Frames_bring_the_value_alone() => FixVerifier.VerifyAsync<HttpCodeFixProvider>(
        "RSL1062.ReturnValue",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { Task<Reply<int>> {|RSL1062:AAsync|}(); ValueTask<Reply> {|RSL1062:BAsync|}(); }""",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { Task<int> AAsync(); ValueTask BAsync(); }""");

    [Fact]
    public Task Frames_carry_bytes() => FixVerifier.VerifyAsync<HttpCodeFixProvider>(
        "RSL1062.SendBytes",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { Task<System.IO.Stream> {|RSL1062:AAsync|}(); Task BAsync(System.IO.Stream {|RSL1062:content|}); }""",
        """[LoadBalanced("a", Transport = Transport.Tcp)] public interface IA { Task<byte[]> AAsync(); Task BAsync(byte[] content); }""");

    [Theory]
    [InlineData("RSL1063.RemoveAttribute", "[Post(\"/a\")] Task AAsync(System.IO.Stream content); [Put(\"/b\")] Task BAsync([Body] System.IO.Stream content);")]
    [InlineData("RSL1063.SendBytes", "[Post(\"/a\"), Idempotent] Task AAsync(byte[] content); [Put(\"/b\"), Broadcast] Task BAsync([Body] byte[] content);")]
    public Task Stream_is_sent_once_or_is_bytes(string key, string after) => VerifyAsync(
        key,
        """[Post("/a"), Idempotent] Task AAsync(System.IO.Stream {|RSL1063:content|}); [Put("/b"), Broadcast] Task BAsync([Body] System.IO.Stream {|RSL1063:content|});""",
        after);

    [Fact]
    public Task Header_that_is_plainly_meant_is_written() => VerifyAsync(
        "RSL1064.WriteHeader",
        """[Get("/a"), Headers("X-A: 1", "X Version = 2")] Task {|RSL1064:AAsync|}(); [Get("/b"), Headers("My Name: some thing")] Task {|RSL1064:BAsync|}();""",
        """[Get("/a"), Headers("X-A: 1", "X-Version: 2")] Task AAsync(); [Get("/b"), Headers("My-Name: some thing")] Task BAsync();""");

    [Fact]
    public Task Header_that_is_not_the_contract_s_is_removed() => VerifyAsync(
        "RSL1064.RemoveHeader",
        """[Get("/a"), Headers("X-A: 1", "Connection: close")] Task {|RSL1064:AAsync|}(); [Get("/b"), Headers("Content-Type: text/plain")] Task {|RSL1064:BAsync|}();""",
        """[Get("/a"), Headers("X-A: 1")] Task AAsync(); [Get("/b")] Task BAsync();""");

    [Theory]
    [InlineData("RSL1065.ReturnReply", "Task<Reply>", "ValueTask<Reply>")]
    [InlineData("RSL1065.ReturnTask", "Task", "ValueTask")]
    public Task Answer_to_a_HEAD_has_no_body(string key, string first, string second) => VerifyAsync(
        key,
        """[Head("/a")] Task<bool> {|RSL1065:AAsync|}(); [Head("/b")] ValueTask<int[]> {|RSL1065:BAsync|}();""",
        $$"""[Head("/a")] {{first}} AAsync(); [Head("/b")] {{second}} BAsync();""");

    [Fact]
    public Task Reply_that_is_a_stream_is_not_hedged() => VerifyAsync(
        "RSL1065.RemoveHedge",
        """[Get("/a"), Hedge] Task<System.IO.Stream> {|RSL1065:AAsync|}();""",
        """[Get("/a")] Task<System.IO.Stream> AAsync();""");

    [Theory]
    [InlineData("RSL1067.RemoveFormat", "[Query(Format = \"N2\")] string", "[Query(\"b\", Format = \"N2\")] int[]", "[Query] string", "[Query(\"b\")] int[]")]
    [InlineData("RSL1067.RemoveCollection", "[Query(Collection = CollectionFormat.Csv)] int", "[Query(\"b\", Collection = CollectionFormat.Csv)] int", "[Query] int", "[Query(\"b\")] int")]
    public Task Format_that_fits_nothing_is_removed(string key, string first, string second, string firstAfter, string secondAfter) => VerifyAsync(
        key,
        $$"""[Get("/a")] Task AAsync({{first}} {|RSL1067:a|}); [Get("/b")] Task BAsync({{second}} {|RSL1067:b|});""",
        $$"""[Get("/a")] Task AAsync({{firstAfter}} a); [Get("/b")] Task BAsync({{secondAfter}} b);""");

    [Fact]
    public Task Verb_is_written_in_capitals() => VerifyAsync(
        "RSL1068.WriteCapitals",
        """[Send("purge", "/a")] Task {|RSL1068:AAsync|}(); [Send(" Un lock", "/b")] Task {|RSL1068:BAsync|}();""",
        """[Send("PURGE", "/a")] Task AAsync(); [Send("UN-LOCK", "/b")] Task BAsync();""");

    [Fact]
    public Task Verb_is_said_by_its_own_attribute() => VerifyAsync(
        "RSL1068.UseOwnAttribute",
        """[Send("get", "/a")] Task {|RSL1068:AAsync|}(); [Idempotent, Send("POST", "/b")] Task {|RSL1068:BAsync|}();""",
        """[Get("/a")] Task AAsync(); [Idempotent, Post("/b")] Task BAsync();""");

    [Fact]
    public Task Header_of_the_connection_is_no_parameter() => VerifyAsync(
        "RSL1070.RemoveParameter",
        """[Get("/a")] Task AAsync(int a, [Header("Connection")] string {|RSL1070:connection|}, int b = 1);""",
        """[Get("/a")] Task AAsync(int a, int b = 1);""");

    [Fact]
    public Task Nothing_is_offered_where_a_person_has_to_decide() => FixVerifier.VerifyNoneAsync<HttpCodeFixProvider>(
        """
        [LoadBalanced("a")]
        public interface IA
        {
            Task {|RSL1001:AAsync|}();
            [Get("/b/{}")] Task {|RSL1002:BAsync|}(int id);
            [Get(Known.Route)] Task {|RSL1002:CAsync|}(int id);
            [Post("/d")] Task {|RSL1004:DAsync|}([Body] Part a, [Body] Part b);
            [Get("/e")] Task EAsync([Header("")] string {|RSL1007:e|});
            [Get("/f")] Task FAsync(Part {|RSL1005:f|});
            [Send("", "/g")] Task {|RSL1068:GAsync|}();
            [Get("/h")] Task HAsync([Header("Host")] string {|RSL1070:host|});
        }
        public sealed record Part(int Id);
        public static class Known { public const string Route = "c"; }
        """);

    private static Task VerifyAsync(string key, string before, string after) => FixVerifier.VerifyAsync<HttpCodeFixProvider>(key, Contract(before), Contract(after));

    private static string Contract(string members) =>
        $$"""
          [LoadBalanced("a")]
          public interface IA
          {
              {{members}}
          }
          public sealed record Part(int Id);
          """;
}
