using System.Text.Json.Serialization;

namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Bodies, forms, parts, headers and replies of every kind.</summary>
[LoadBalanced("files"), Headers("X-Api-Version: 2", "X-Gone: contract")]
public interface IFiles
{
    /// <summary>Gets status, headers and a value.</summary>
    [Get("/files/{id}")]
    Task<Reply<FileFacts>> DescribeAsync(int id, [Header("X-Gone")] string? own, CancellationToken cancellationToken = default);

    /// <summary>Gets status and headers.</summary>
    [Head("/files/{id}")]
    ValueTask<Reply> HasAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Reads a file.</summary>
    [Get("/files/{id}/content")]
    Task<Stream> ReadAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Reads the beginning of a file.</summary>
    [Get("/files/{id}/start")]
    Task<byte[]> StartAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Writes a file.</summary>
    [Put("/files/{id}/content"), Headers("X-Gone")]
    Task<int> WriteAsync(int id, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Writes bytes as a type of their own.</summary>
    [Post("/files/{id}/start")]
    Task<string> StartAsync(int id, [Body("image/png")] byte[] content, CancellationToken cancellationToken = default);

    /// <summary>Writes a text as it is.</summary>
    [Post("/notes")]
    Task<string> NoteAsync([Body("text/csv")] string text, [HeaderCollection] IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default);

    /// <summary>Sends a form of loose fields and of an object.</summary>
    [Post("/token")]
    Task<string> TokenAsync([Form("grant_type")] string grant, [Form] Claims claims, [Form] int[] scopes, CancellationToken cancellationToken = default);

    /// <summary>Sends a form of any fields.</summary>
    [Post("/fields")]
    Task<int> FieldsAsync([Form] Dictionary<string, string> fields, CancellationToken cancellationToken = default);

    /// <summary>Sends parts.</summary>
    [Post("/albums/{name}")]
    Task<string> AddAsync(
        string name, [Part] FilePart cover, [Part("pages")] IReadOnlyList<FilePart> all, [Part] FileFacts facts, [Part] DateOnly? taken, [Part] byte[]? thumbnail, [Part] Stream? original,
        CancellationToken cancellationToken = default);

    /// <summary>Searches by an object, a date in a format and a joined list.</summary>
    [Get("/files")]
    Task<string> FindAsync(
        [Query] Filter filter, [Query(Format = "yyyyMMdd")] DateOnly since, [Query(Collection = CollectionFormat.Csv)] IReadOnlyList<int>? ids, [Query] IDictionary<string, string> more,
        CancellationToken cancellationToken = default);

    /// <summary>Is sent by verbs of their own.</summary>
    [Send("PURGE", "/files"), Idempotent]
    Task PurgeAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks what can be done.</summary>
    [Options("/files")]
    Task<Reply> CanAsync(CancellationToken cancellationToken = default);
}

/// <summary>What is known of a file.</summary>
public sealed record FileFacts(string Name, long Length);

/// <summary>What a caller says of itself.</summary>
public sealed class Claims
{
    /// <summary>Gets or sets who it is.</summary>
    [JsonPropertyName("client_id")]
    public required string Client { get; set; }

    /// <summary>Gets or sets how old it is.</summary>
    public int? Age { get; set; }
}

/// <summary>What is searched for.</summary>
public sealed record Filter(string Name, IReadOnlyList<DayOfWeek> Days, bool? IsOpen)
{
    /// <summary>Gets or sets the page.</summary>
    public int Page { get; set; }

    /// <summary>Gets what is not sent.</summary>
    public string All => Name + Page;
}
