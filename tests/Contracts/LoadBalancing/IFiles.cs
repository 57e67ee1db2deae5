namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Parts, objects in the query, the rest of a path, headers and replies that are more than a value.</summary>
[LoadBalanced("files"), Headers("X-Api-Version: 2")]
public interface IFiles
{
    /// <summary>Gets status, headers and a value.</summary>
    [Get("/files/{id:int}")]
    Task<Reply<FileFacts>> DescribeAsync(int id, [Header("X-Gone")] string? own, CancellationToken cancellationToken = default);

    /// <summary>Reads a file of a folder.</summary>
    [Get("/folders/{owner}/{**path}")]
    Task<Reply<Stream>> OpenAsync(string owner, string path, CancellationToken cancellationToken = default);

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
}

/// <summary>What is known of a file.</summary>
public sealed record FileFacts(string Name, long Length);

/// <summary>What is searched for.</summary>
public sealed record Filter(string Name, IReadOnlyList<DayOfWeek> Days, bool? IsOpen)
{
    /// <summary>Gets or sets the page.</summary>
    public int Page { get; set; }

    /// <summary>Gets what is not sent.</summary>
    public string All => Name + Page;
}
