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
    /// <param name="isProbed">Whether probes, and no call, try the endpoints that are away.</param>
    public static string Of(Endpoint endpoint, EndpointSet endpoints, long attempts, string? policySays, TimeProvider timeProvider, bool isProbed)
    {
        var now = timeProvider.GetTimestamp();
        var share = (double)endpoint.Picks / Math.Max(1, attempts);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"It got {endpoint.Picks} of {attempts} attempts ({share:P0}), and {endpoint.Failures} of them failed.");
        text.Append(StateOf(endpoint, now, timeProvider, isProbed));
        AppendProbes(text, endpoint.Health.Probes, endpoint.State);
        if (endpoint.State != EndpointState.InRotation)
        {
            return endpoints.InRotation.Contains(endpoint) || endpoints.Spread?.ShareOf(endpoint) > 0
                ? text.Append(" So few are healthy that it takes calls all the same.").ToString() : text.ToString();
        }

        AppendSpread(text, endpoint, endpoints.Spread);
        var warmth = endpoint.Health.SlowStart.ShareAt(now);
        if (warmth < 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" It warms up, with {warmth:P0} of its weight now.");
        }

        return policySays is null ? text.ToString() : text.Append(' ').Append(policySays).ToString();
    }

    private static void AppendSpread(StringBuilder text, Endpoint endpoint, EndpointSpread? spread)
    {
        if (spread is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" Those of priority {endpoint.Priority}");
            text.Append(endpoint.Zone is { } zone ? $" in zone '{zone}'" : "");
            text.Append(CultureInfo.InvariantCulture, $" get {spread.ShareOf(endpoint):P0} of the calls now.");
        }
    }

    private static void AppendProbes(StringBuilder text, ProbeRecord probes, EndpointState state)
    {
        if (probes.LastFailure is { } failure && state == EndpointState.InRotation)
        {
            text.Append(CultureInfo.InvariantCulture,
                $" Its probe {failure}, {probes.Failures} in a row: it stays as long as that is too few, or too many others are away.");
        }
    }

    private static string StateOf(Endpoint endpoint, long now, TimeProvider timeProvider, bool isProbed)
    {
        var because = endpoint.Health.EjectedBecause;
        return endpoint.State switch
        {
            EndpointState.Ejected when endpoint.Health.BannedUntil > now => string.Create(CultureInfo.InvariantCulture,
                $" It is out of rotation for another {timeProvider.GetElapsedTime(now, endpoint.Health.BannedUntil).TotalSeconds:0.#} s, because {because}; then {(isProbed ? "a probe" : "one call")} tries it."),
            EndpointState.Ejected when isProbed => $" It is out of rotation, because {because}; it comes back when a probe finds it well.",
            EndpointState.Ejected => $" It is out of rotation, because {because}; the next call tries it.",
            EndpointState.OnTrial => $" It was out of rotation, because {because}; one call is trying it now.",
            _ when endpoint.Health.ConsecutiveFailures is > 0 and var failures => string.Create(CultureInfo.InvariantCulture,
                $" It is in rotation, although its last {failures} calls failed."),
            _ => " It is in rotation.",
        };
    }
}
