using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Bodies, forms, headers, verbs and names of every kind. No golden: there is too much of it for a page.</summary>
[LoadBalanced("archive"), Headers("X-Api-Version: 2", "X-Gone: contract")]
public interface IArchive
{
    [Head("/files/{id}")]
    ValueTask<Reply> HasAsync(int id, CancellationToken cancellationToken = default);

    [Get("/files/{id}/content")]
    Task<Stream> ReadAsync(int id, CancellationToken cancellationToken = default);

    [Get("/files/{id}/start")]
    Task<byte[]> StartAsync(int id, CancellationToken cancellationToken = default);

    [Put("/files/{id}/content"), Headers("X-Gone")]
    Task<int> WriteAsync(int id, Stream content, CancellationToken cancellationToken = default);

    [Post("/files/{id}/start")]
    Task<string> StartAsync(int id, [Body("image/png")] byte[] content, CancellationToken cancellationToken = default);

    [Post("/notes")]
    Task<string> NoteAsync([Body("text/csv")] string text, [HeaderCollection] IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default);

    [Post("/token")]
    Task<string> TokenAsync([Form("grant_type")] string grant, [Form] Claims claims, [Form] int[] scopes, CancellationToken cancellationToken = default);

    [Post("/fields")]
    Task<int> FieldsAsync([Form] Dictionary<string, string> fields, CancellationToken cancellationToken = default);

    [Send("PURGE", "/files"), Idempotent]
    Task PurgeAsync(CancellationToken cancellationToken = default);

    [Options("/files")]
    Task<Reply> CanAsync(CancellationToken cancellationToken = default);

    [Get("/shelves/{size}")]
    Task<string> ShelfAsync(Size size, [Query] Size? least, [Query("of")] IReadOnlyList<Size> sizes, [Header("X-Finish")] Finish finish, CancellationToken cancellationToken = default);

    [Get("/shelves/{number:int:min(1)}")]
    Task<string> NumberAsync(long number, CancellationToken cancellationToken = default);

    [Get("/words")]
    Task<string> JoinAsync([Query(Collection = CollectionFormat.Pipes)] string[] words, CancellationToken cancellationToken = default);

    [Put("/texts/{kind}/{**path}")]
    Task<string> PathAsync(string kind, string path, CancellationToken cancellationToken = default);
}

/// <summary>What a caller says of itself.</summary>
public sealed class Claims
{
    [JsonPropertyName("client_id")]
    public required string Client { get; set; }

    public int? Age { get; set; }

    [JsonIgnore]
    public string? Secret { get; set; }
}

/// <summary>Names that no member could have, and one that another has.</summary>
public enum Size
{
    Any,

    [JsonStringEnumMemberName("2xl")]
    Huge,

    [EnumMember(Value = "so-so")]
    Middling,

    [EnumMember(Value = "Small")]
    Tiny,

    [EnumMember(Value = "Tiny")]
    Small,
}

/// <summary>Several at once.</summary>
[Flags]
public enum Finish
{
    None = 0,

    [JsonStringEnumMemberName("very-glossy")]
    Glossy = 1,

    Torn = 2,
}
