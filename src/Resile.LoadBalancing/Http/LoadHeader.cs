using System.Globalization;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

/// <summary>Reads <see cref="WireHeaders.Load"/>.</summary>
internal static class LoadHeader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads what an answer says of its server's load.</summary>
    /// <returns>Null where it says nothing, or nothing that can be read.</returns>
    public static ServerLoad? Of(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(WireHeaders.Load, out var values) ? Read(values.ToString()) : null;

    /// <summary>Reads the header's value.</summary>
    public static ServerLoad? Read(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf(';');
        return at > 0 && int.TryParse(text[..at], NumberStyles.None, CultureInfo.InvariantCulture, out var inFlight)
            && long.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds <= Longest.TotalMicroseconds
            ? new ServerLoad(inFlight, TimeSpan.FromMicroseconds(microseconds))
            : null;
    }
}
