using System.Globalization;
using Microsoft.AspNetCore.Http;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Hosting;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>Reads what the caller of a request says of its time and of its retries.</summary>
/// <remarks>A header that cannot be read says nothing: the deadline is a courtesy, and the caller keeps its own.</remarks>
internal static class RequestScope
{
    private const int MostRetries = 1_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Begins the scope of a request.</summary>
    public static CallScope Begin(HttpContext context, TimeProvider timeProvider)
    {
        var headers = context.Request.Headers;
        TimeSpan? time = TryRead(headers[WireHeaders.Deadline], out var milliseconds) && milliseconds < Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
        var retries = TryRead(headers[WireHeaders.Retry], out var count) ? (int)Math.Min(count, MostRetries) : 0;
        return new CallScope(time, retries, timeProvider, context.RequestAborted);
    }

    private static bool TryRead(string? text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
