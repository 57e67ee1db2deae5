using System.Globalization;
using System.Text;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Says why an endpoint gets calls, or gets none.</summary>
internal static class EndpointExplanation
{
    /// <summary>Writes the sentences.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="endpoints">The endpoints that it is one of.</param>
    /// <param name="attempts">The attempts that all of them got together.</param>
    /// <param name="policySays">What the policy thinks of it.</param>
    /// <param name="timeProvider">The clock.</param>
    public static string Of(Endpoint endpoint, EndpointSet endpoints, long attempts, string? policySays, TimeProvider timeProvider)
    {
        var now = timeProvider.GetTimestamp();
        var share = (double)endpoint.Picks / Math.Max(1, attempts);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"It got {endpoint.Picks} of {attempts} attempts ({share:P0}), and {endpoint.Failures} of them failed.");
        text.Append(StateOf(endpoint, now, timeProvider));
        if (endpoint.State != EndpointState.InRotation)
        {
            return endpoints.InRotation.Contains(endpoint)
                ? text.Append(" So few are healthy that it takes calls all the same.").ToString() : text.ToString();
        }

        var warmth = endpoint.Health.SlowStart.ShareAt(now);
        if (warmth < 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" It warms up, with {warmth:P0} of its weight now.");
        }

        return policySays is null ? text.ToString() : text.Append(' ').Append(policySays).ToString();
    }

    private static string StateOf(Endpoint endpoint, long now, TimeProvider timeProvider)
    {
        var because = endpoint.Health.EjectedBecause;
        return endpoint.State switch
        {
            EndpointState.Ejected when endpoint.Health.BannedUntil > now => string.Create(CultureInfo.InvariantCulture,
                $" It is out of rotation for another {timeProvider.GetElapsedTime(now, endpoint.Health.BannedUntil).TotalSeconds:0.#} s, because {because}; then one call tries it."),
            EndpointState.Ejected => $" It is out of rotation, because {because}; the next call tries it.",
            EndpointState.OnTrial => $" It was out of rotation, because {because}; one call is trying it now.",
            _ when endpoint.Health.ConsecutiveFailures is > 0 and var failures => string.Create(CultureInfo.InvariantCulture,
                $" It is in rotation, although its last {failures} calls failed."),
            _ => " It is in rotation.",
        };
    }
}
