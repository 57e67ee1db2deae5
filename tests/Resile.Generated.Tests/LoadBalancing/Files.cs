using System.Globalization;
using System.Net;
using System.Text;
using Resile.Generated.Tests.Contracts.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Answers with what it got, so that a test sees it.</summary>
internal sealed class Files : IFiles, IArchive
{
    private readonly Dictionary<int, byte[]> _contents = [];

    public bool IsPurged { get; private set; }

    public Task<Reply<FileFacts>> DescribeAsync(int id, string? own, CancellationToken cancellationToken = default) => Task.FromResult(id switch
    {
        1 => new Reply<FileFacts>(new FileFacts(own ?? "none", 1), HttpStatusCode.Created) { Headers = { ["Location"] = "/files/1", ["X-Many"] = "a, b" } },
        2 => new Reply<FileFacts>(HttpStatusCode.NotModified) { Headers = { ["ETag"] = "\"2\"" } },
        3 => new Reply<FileFacts>(HttpStatusCode.Conflict) { Body = "It is being written." },
        4 => new Reply<FileFacts>(HttpStatusCode.OK) { Headers = { ["X-Bad"] = "a\r\nX-Injected: b" } },
        _ => throw new CallRefusedException(HttpStatusCode.NotFound, "There is no such file."),
    });

    public ValueTask<Reply> HasAsync(int id, CancellationToken cancellationToken = default) =>
        new(new Reply(id == 1 ? HttpStatusCode.OK : HttpStatusCode.NotFound) { Headers = { ["X-Id"] = id.ToString(CultureInfo.InvariantCulture) } });

    public Task<Stream> ReadAsync(int id, CancellationToken cancellationToken = default) => Task.FromResult<Stream>(new MemoryStream(_contents[id]));

    public Task<byte[]> StartAsync(int id, CancellationToken cancellationToken = default) => Task.FromResult(_contents[id][..3]);

    public async Task<int> WriteAsync(int id, Stream content, CancellationToken cancellationToken = default)
    {
        using var all = new MemoryStream();
        await content.CopyToAsync(all, cancellationToken);
        _contents[id] = all.ToArray();
        return (int)all.Length;
    }

    public Task<string> StartAsync(int id, byte[] content, CancellationToken cancellationToken = default) => Task.FromResult($"{id} {Convert.ToHexString(content)}");

    public Task<string> NoteAsync(string text, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default) =>
        Task.FromResult($"{text}|{labels["x-label"]}|{labels["X-Api-Version"]}|{labels["X-Gone"]}");

    public Task<string> TokenAsync(string grant, Claims claims, int[] scopes, CancellationToken cancellationToken = default) =>
        Task.FromResult($"{grant}|{claims.Client}|{claims.Age}{claims.Secret}|{string.Join('+', scopes)}");

    public Task<int> FieldsAsync(Dictionary<string, string> fields, CancellationToken cancellationToken = default) => Task.FromResult(fields.Count);

    public async Task<string> AddAsync(
        string name, FilePart cover, IReadOnlyList<FilePart> all, FileFacts facts, DateOnly? taken, byte[]? thumbnail, Stream? original, CancellationToken cancellationToken = default)
    {
        var pages = new List<string>();
        foreach (var page in all.Prepend(cover))
        {
            using var reader = new StreamReader(page.Content, Encoding.UTF8);
            pages.Add($"{page.FileName}:{page.ContentType}:{await reader.ReadToEndAsync(cancellationToken)}");
        }

        return $"{name}|{string.Join('+', pages)}|{(facts.Name.Length > 100 ? facts.Name.Length : facts)}|{taken:yyyy-MM-dd}|{thumbnail?.Length}|{original?.Length}";
    }

    public Task<string> FindAsync(Filter filter, DateOnly since, IReadOnlyList<int>? ids, IDictionary<string, string> more, CancellationToken cancellationToken = default) => Task.FromResult(
        string.Create(CultureInfo.InvariantCulture, $"{filter.Name}|{string.Join('+', filter.Days)}|{filter.IsOpen}|{filter.Page}|{since:yyyy-MM-dd}|{string.Join('+', ids ?? [])}|{more["a&b"]}"));

    public Task<Reply<Stream>> OpenAsync(string owner, string path, CancellationToken cancellationToken = default) => Task.FromResult(path == "none"
        ? new Reply<Stream>(HttpStatusCode.NotFound) { Body = "Not there." }
        : new Reply<Stream>(new MemoryStream(Encoding.UTF8.GetBytes($"{owner}|{path}")), HttpStatusCode.PartialContent) { Headers = { ["Content-Type"] = "text/x-path", ["X-Left"] = "3" } });

    public Task<string> ShelfAsync(Size size, Size? least, IReadOnlyList<Size> sizes, Finish finish, CancellationToken cancellationToken = default) =>
        Task.FromResult($"{(int)size}|{(int?)least}|{string.Join('+', sizes.Select(static each => (int)each))}|{(int)finish}");

    public Task<string> NumberAsync(long number, CancellationToken cancellationToken = default) => Task.FromResult($"number {number}");

    public Task<string> JoinAsync(string[] words, CancellationToken cancellationToken = default) => Task.FromResult(string.Join('+', words));

    public Task<string> PathAsync(string kind, string path, CancellationToken cancellationToken = default) => Task.FromResult($"{kind}|{path}");

    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        IsPurged = true;
        return Task.CompletedTask;
    }

    public Task<Reply> CanAsync(CancellationToken cancellationToken = default) => Task.FromResult(new Reply { Headers = { ["Allow"] = "GET, PUT" } });
}
