using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs bodies, forms, parts, headers, verbs and replies of every kind between a generated client and its skeleton, over a real socket.</summary>
public sealed class FileTests : IAsyncLifetime
{
    private const int Limit = 5_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Files _files = new();
    private readonly HttpClient _http = new() { Timeout = Patience };
    private WebApplication? _server;
    private ServiceProvider? _client;

    private IArchive Archive => _client!.GetRequiredService<IArchive>();

    private IFiles Client => _client!.GetRequiredService<IFiles>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IFiles>(_files).AddSingleton<IArchive>(_files);
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapFiles(static options => options.MaxRequestBytes = Limit);
        _server.MapArchive(static options => options.MaxRequestBytes = Limit);
        await _server.StartAsync(Token);
        _client = new ServiceCollection()
            .AddResile(resile => resile.Clients.AddFiles(Configure).AddArchive(Configure))
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _client!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Reply_brings_status_headers_and_value_and_no_status_is_thrown()
    {
        var created = await Client.DescribeAsync(1, "mine", Token);
        Assert.Equal((HttpStatusCode.Created, new FileFacts("mine", 1), true), (created.Status, created.Value, created.IsSuccess));
        Assert.Equal(("/files/1", "a, b"), (created.Headers["location"], created.Headers["X-MANY"]));
        Assert.StartsWith("application/json", created.Headers["Content-Type"]);

        var same = await Client.DescribeAsync(2, null, Token);
        Assert.Equal((HttpStatusCode.NotModified, null, "\"2\""), (same.Status, same.Value, same.Headers["ETag"]));

        var conflict = await Client.DescribeAsync(3, null, Token);
        Assert.Equal((HttpStatusCode.Conflict, null, "It is being written.", false), (conflict.Status, conflict.Value, conflict.Body, conflict.IsSuccess));

        var none = await Client.DescribeAsync(9, null, Token);
        Assert.Equal(HttpStatusCode.NotFound, none.Status);
        Assert.Contains("There is no such file.", none.Body);
    }

    [Fact]
    public async Task Header_of_a_reply_cannot_become_two()
    {
        var reply = await Client.DescribeAsync(4, null, Token);

        Assert.Equal(HttpStatusCode.InternalServerError, reply.Status);
        Assert.False(reply.Headers.ContainsKey("X-Injected"));
    }

    [Fact]
    public async Task Verbs_of_every_kind_travel()
    {
        Assert.Equal((HttpStatusCode.OK, "1"), (await Archive.HasAsync(1, Token) is var found ? (found.Status, found.Headers["X-Id"]) : default));
        Assert.Equal(HttpStatusCode.NotFound, (await Archive.HasAsync(2, Token)).Status);
        Assert.Equal("GET, PUT", (await Archive.CanAsync(Token)).Headers["Allow"]);
        await Archive.PurgeAsync(Token);
        Assert.True(_files.IsPurged);
    }

    [Fact]
    public async Task Streams_and_bytes_travel_as_they_are()
    {
        var bytes = Enumerable.Range(0, 50_000).Select(static number => (byte)number).ToArray();

        Assert.Equal(bytes.Length, await Archive.WriteAsync(1, new MemoryStream(bytes), Token));
        await using (var content = await Archive.ReadAsync(1, Token))
        {
            Assert.Equal(1, Snapshot.InFlight);
            using var all = new MemoryStream();
            await content.CopyToAsync(all, Token);
            Assert.Equal(bytes, all.ToArray());
        }

        Assert.Equal(0, Snapshot.InFlight);
        Assert.Equal([0, 1, 2], await Archive.StartAsync(1, Token));
        Assert.Equal("7 00FF", await Archive.StartAsync(7, [0x00, 0xFF], Token));
    }

    [Fact]
    public async Task Text_travels_as_its_type_and_headers_of_any_name_beside_it()
    {
        Assert.Equal("a;ä;€|x y|2|contract", await Archive.NoteAsync("a;ä;€", new Dictionary<string, string> { ["X-Label"] = "x y" }, Token));

        await Assert.ThrowsAsync<ArgumentException>(() => Archive.NoteAsync("", new Dictionary<string, string> { ["X-Label"] = "x\r\nX-Injected: y" }, Token));
        foreach (var name in new[] { "X-Label: x\r\nX-Injected", "", "X Label", "Content-Length", "transfer-encoding", "Host", "Resile-Deadline", "Connection" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Archive.NoteAsync("", new Dictionary<string, string> { [name] = "chunked" }, Token));
        }

        using var other = new StringContent("a", Encoding.UTF8, "text/plain");
        using var refused = await _http.PostAsync(new Uri(_server!.Urls.First() + "/notes"), other, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
    }

    [Fact]
    public async Task Forms_travel_field_by_field()
    {
        Assert.Equal("pass & word|me=you|7|1+2", await Archive.TokenAsync("pass & word", new Claims { Client = "me=you", Age = 7, Secret = "none of theirs" }, [1, 2], Token));
        Assert.Equal("ä||", (await Archive.TokenAsync("ä", new Claims { Client = "" }, [], Token))[..3]);
        Assert.Equal(2, await Archive.FieldsAsync(new() { ["a"] = "1", ["b"] = "" }, Token));
        Assert.Equal(0, await Archive.FieldsAsync([], Token));
    }

    [Fact]
    public async Task Parts_travel_with_their_names_and_types()
    {
        var cover = new FilePart(Stream("front"), "cöver \\ 1.png", "image/png");
        var pages = new[] { new FilePart(Stream("one"), "1.txt", "text/plain"), new FilePart(Stream("two"), "2.txt") };

        Assert.Equal(
            "trip / 1| 1.png:image/png:front+1.txt:text/plain:one+2.txt:application/octet-stream:two|FileFacts { Name = n, Length = 3 }|2026-11-25|2|4",
            await Client.AddAsync("trip / 1", cover, pages, new FileFacts("n", 3), new DateOnly(2026, 11, 25), [1, 2], Stream("orig"), Token));
        Assert.EndsWith("||", await Client.AddAsync("b", new FilePart(Stream(""), "e"), [], new FileFacts("n", 3), null, null, null, Token));
        Assert.Contains("|4800000|", await Client.AddAsync("c", new FilePart(Stream(""), "e"), [], new FileFacts(new string('n', 4_800_000), 3), null, null, null, Token));
    }

    [Theory]
    [InlineData("a\"\r\nX: y", "text/plain"), InlineData("a", "text/plain\r\nX: y"), InlineData("a\"; name=\"facts", "text/plain"), InlineData("a", ""), InlineData("a\u007f", "text/plain"), InlineData("a\\", "text/plain"), InlineData(" ", "text/plain")]
    public async Task Name_and_type_of_a_file_cannot_leave_their_places(string name, string type) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.AddAsync("c", new FilePart(Stream(""), name, type), [], new FileFacts("n", 3), null, null, null, Token));

    [Theory, InlineData("a;b=c"), InlineData("=?utf-8?B?Lg==?="), InlineData("a\u2028b"), InlineData("%22")]
    public async Task Name_of_a_file_arrives_as_it_is_but_for_its_path(string name)
    {
        var reply = await Client.AddAsync("c", new FilePart(Stream("x"), name), [], new FileFacts("n", 3), null, null, null, Token);

        Assert.StartsWith($"c|{name}:application/octet-stream:x|", reply);
    }

    [Fact]
    public async Task Query_takes_objects_apart_and_formats_what_it_is_told_to()
    {
        var filter = new Filter("a&b", [DayOfWeek.Monday, DayOfWeek.Friday], false) { Page = 3 };

        Assert.Equal("a&b|Monday+Friday|False|3|2026-11-25|1+2|c=d", await Client.FindAsync(filter, new DateOnly(2026, 11, 25), [1, 2], new Dictionary<string, string> { ["a&b"] = "c=d" }, Token));
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused_whatever_it_is()
    {
        var large = new byte[Limit + 1];

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOf(() => Archive.StartAsync(1, large, Token)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOf(() => Archive.WriteAsync(1, new MemoryStream(large), Token)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOf(() => Archive.WriteAsync(1, PipeReader.Create(new MemoryStream(large)).AsStream(), Token)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOf(() => Archive.FieldsAsync(new() { ["a"] = new string('a', Limit) }, Token)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOf(() =>
            Client.AddAsync("d", new FilePart(new MemoryStream(large), "d"), [], new FileFacts("n", 3), null, null, null, Token)));
    }

    [Fact]
    public async Task Reply_brings_a_stream_beside_its_status_and_headers()
    {
        var reply = await Client.OpenAsync("me", "a/b", Token);
        Assert.Equal((HttpStatusCode.PartialContent, "text/x-path", "3"), (reply.Status, reply.Headers["Content-Type"], reply.Headers["X-Left"]));
        Assert.Equal(1, _client!.GetRequiredService<IBalancedClients>().Snapshot().Sum(static client => client.InFlight));
        using (var reader = new StreamReader(reply.Value!))
        {
            Assert.Equal("me|a/b", await reader.ReadToEndAsync(Token));
        }

        Assert.Equal(0, _client!.GetRequiredService<IBalancedClients>().Snapshot().Sum(static client => client.InFlight));
        var none = await Client.OpenAsync("me", "none", Token);
        Assert.Equal((HttpStatusCode.NotFound, null, "Not there."), (none.Status, none.Value, none.Body));
    }

    [Theory, InlineData("a"), InlineData("a/b/c"), InlineData("a%2Fb/c"), InlineData("ü ö/+/?#"), InlineData("a\\b/..c/%"), InlineData("a b/%252F")]
    public async Task Rest_of_a_path_arrives_with_its_slashes(string path)
    {
        Assert.Equal("x|" + path, await Archive.PathAsync("x", path, Token));
        Assert.Equal("x/y%2Fz|" + path, await Archive.PathAsync("x/y%2Fz", path, Token));
    }

    [Theory, InlineData(""), InlineData("/a"), InlineData("a/"), InlineData("a//b"), InlineData("../a"), InlineData("a/./b"), InlineData("a/..")]
    public async Task Rest_of_a_path_that_would_name_another_is_refused(string path) =>
        Assert.Equal("path", (await Assert.ThrowsAsync<ArgumentException>(() => Archive.PathAsync("x", path, Token))).ParamName);

    [Fact]
    public async Task Members_travel_by_the_names_that_attributes_give_them()
    {
        Assert.Equal("1|2|0+3+4|3", await Archive.ShelfAsync(Size.Huge, Size.Middling, [Size.Any, Size.Tiny, Size.Small], Finish.Glossy | Finish.Torn, Token));
        Assert.Equal("0||", (await Archive.ShelfAsync(Size.Any, null, [], Finish.None, Token))[..3]);
        using var request = new HttpRequestMessage(HttpMethod.Get, _server!.Urls.First() + "/shelves/2XL?of=Tiny&of=so-so");
        request.Headers.Add("X-Finish", "Torn, very-glossy");
        using var reply = await _http.SendAsync(request, Token);
        Assert.Equal("\"1||4+2|3\"", await reply.Content.ReadAsStringAsync(Token));
    }

    [Theory, InlineData("Huge"), InlineData("1"), InlineData("Middling")]
    public async Task Member_with_a_name_of_its_own_has_no_other(string size)
    {
        using var reply = await _http.GetAsync(new Uri($"{_server!.Urls.First()}/shelves/Any?least={size}"), Token);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains("is no Size (Any, 2xl, so-so, Small, Tiny).", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Constraints_of_a_route_tell_operations_apart()
    {
        Assert.Equal("number 7", await Archive.NumberAsync(7, Token));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOf(() => Archive.NumberAsync(0, Token)));
    }

    [Fact]
    public async Task Elements_that_are_joined_cannot_become_others()
    {
        Assert.Equal("a,b+c d", await Archive.JoinAsync(["a,b", "c d"], Token));
        Assert.Equal("", await Archive.JoinAsync([], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Archive.JoinAsync(["a|b"], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Archive.JoinAsync(["a", ""], Token));
    }

    [Fact]
    public async Task Form_that_is_none_is_refused()
    {
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var wrong = await _http.PostAsync(new Uri(_server!.Urls.First() + "/fields"), json, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrong.StatusCode);

        using var broken = new StringContent("--b\r\nContent-Disposition: form-data; name=\"cover\"; filename=\"a\"\r\n\r\nno end", Encoding.UTF8);
        broken.Headers.Remove("Content-Type");
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        using var cut = await _http.PostAsync(new Uri(_server!.Urls.First() + "/albums/x"), broken, Token);
        Assert.Equal(HttpStatusCode.BadRequest, cut.StatusCode);
    }

    private ClientSnapshot Snapshot => _client!.GetRequiredService<IBalancedClients>().Snapshot().Single(static client => client.Contract == "Archive");

    private void Configure(LoadBalancedOptions client) => client.AddEndpoint(_server!.Urls.First()).Deadline = Patience;

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<HttpStatusCode?> StatusOf(Func<Task> call) => (await Assert.ThrowsAnyAsync<RemoteCallException>(call)).StatusCode;
}
