using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>Tells an escaped slash in a route value from the characters <c>%2F</c>.</summary>
/// <remarks>
/// Servers unescape a path before it is routed, all but its slashes; so the value <c>a/b</c>, which is sent as <c>a%2Fb</c>, arrives as
/// <c>a%2Fb</c>, and the value <c>a%2Fb</c>, which is sent as <c>a%252Fb</c>, arrives as the same. Only the request line tells them apart.
/// All parameters but the rest of a path fill one segment each, so theirs is found by counting from the end, whatever comes before. The rest of a path is
/// left as servers give it: its slashes are its own.
/// </remarks>
internal static class RawRouteValue
{
    private const string EscapedSlash = "%2F";

    /// <summary>Restores the value of a parameter that fills its segment, or returns it as it is where nothing is in doubt.</summary>
    public static string Restore(string value, string name, string template, HttpContext context)
    {
        if (!value.Contains(EscapedSlash, StringComparison.OrdinalIgnoreCase)
            || context.Features.Get<IHttpRequestFeature>()?.RawTarget is not { } target)
        {
            return value;
        }

        var end = target.AsSpan().IndexOfAny('?', '#');
        var raw = (end < 0 ? target : target[..end]).TrimEnd('/').Split('/');
        var segments = template.TrimEnd('/').Split('/');
        var index = Array.FindIndex(segments, segment => segment.StartsWith("{" + name, StringComparison.Ordinal) && segment[name.Length + 1] is '}' or ':');
        var fromEnd = segments.Length - index + (segments[^1].StartsWith("{**", StringComparison.Ordinal) ? RestOf(segments[^1], context) - 1 : 0);
        if (index < 0 || fromEnd > raw.Length)
        {
            return value;
        }

        // The two must be the same text but for the slashes; else something rewrote the path on its way.
        var restored = Uri.UnescapeDataString(raw[^fromEnd]);
        return restored.Replace("/", EscapedSlash, StringComparison.Ordinal).Equals(value, StringComparison.OrdinalIgnoreCase) ? restored : value;
    }

    private static int RestOf(string segment, HttpContext context) => ((context.Request.RouteValues[segment[3..^1]] as string) ?? "").Count('/') + 1;
}
