using System.Net;

namespace Resile;

/// <summary>An answer with its status and headers, for operations that return <c>Task&lt;Reply&gt;</c>.</summary>
/// <remarks>
/// To a caller it is the answer whatever its status: none is thrown. What brought no answer, as a lost connection or a deadline that has passed, is thrown as ever, and retries
/// and ejection see every status before the caller does. An implementation returns one to choose status and headers. Over HTTP alone. Not safe for threads.
/// </remarks>
public class Reply
{
    /// <summary>Initializes a reply.</summary>
    /// <param name="status">Its status.</param>
    public Reply(HttpStatusCode status = HttpStatusCode.NoContent) => Status = status;

    /// <summary>Gets the status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Gets the headers, by names whose case does not matter; several values of one name are joined by commas.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets what is in the body of an answer that says that the call did not succeed, or the beginning of it; null where there is nothing.</summary>
    /// <remarks>To a caller it comes from the other side: show it to people and log it with care. An implementation that sets it sends plain text.</remarks>
    public string? Body { get; init; }

    /// <summary>Gets whether the status says that the call succeeded: 200 to 299.</summary>
    public bool IsSuccess => (int)Status is >= 200 and <= 299;
}
