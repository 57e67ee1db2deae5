using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>How a reply of many items is written: what stands around each of them.</summary>
/// <param name="ContentType">Its content type.</param>
/// <param name="Start">What it begins with.</param>
/// <param name="Before">What stands before each item.</param>
/// <param name="Between">What stands between two items.</param>
/// <param name="After">What stands behind each item.</param>
/// <param name="End">What it ends with.</param>
/// <param name="Pulse">What is sent while no item is ready: it means nothing, and shows that the server is there.</param>
internal sealed record ItemFormat(string ContentType, byte[] Start, byte[] Before, byte[] Between, byte[] After, byte[] End, byte[] Pulse)
{
    private static readonly ItemFormat Array = new("application/json; charset=utf-8", "["u8.ToArray(), [], ","u8.ToArray(), [], "]"u8.ToArray(), " "u8.ToArray());

    private static readonly ItemFormat Lines = new("application/x-ndjson", [], [], [], "\n"u8.ToArray(), [], "\n"u8.ToArray());

    private static readonly ItemFormat Events = new("text/event-stream", [], "data: "u8.ToArray(), [], "\n\n"u8.ToArray(), [], ":\n\n"u8.ToArray());

    /// <summary>Chooses the first that a caller likes best; an array, which every client can read, where it does not say.</summary>
    public static ItemFormat For(HttpRequest request)
    {
        var best = Array;
        var quality = 0.0;
        foreach (var text in request.Headers.GetCommaSeparatedValues("Accept"))
        {
            if (MediaTypeWithQualityHeaderValue.TryParse(text, out var type) && (type.Quality ?? 1) > quality && Of(type.MediaType) is { } format)
            {
                (best, quality) = (format, type.Quality ?? 1);
            }
        }

        return best;
    }

    private static ItemFormat? Of(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        "application/json" or "application/*" or "*/*" => Array,
        "application/x-ndjson" => Lines,
        "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json-lines" => Lines with { ContentType = mediaType },
        "text/event-stream" or "text/*" => Events,
        _ => null,
    };
}
