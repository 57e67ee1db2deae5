using System.Diagnostics;

namespace Resile.Messaging.Envelopes;

/// <summary>Carries the W3C trace context through the outbox: both under its own name and under MassTransit's.</summary>
internal static class TraceHeaders
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    // What W3C asks everybody to carry. It comes from outside with a request, and no stranger may make a message too large to send.
    private const int LongestTraceState = 512;
    private const string MassTransitActivity = "MT-Activity-Id";

    /// <summary>Writes the context of an activity; nothing where there is none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Capture(Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            return [];
        }

        return string.IsNullOrEmpty(activity.TraceStateString) || activity.TraceStateString.Length > LongestTraceState
            ? [new(TraceParent, id), new(MassTransitActivity, id)]
            : [new(TraceParent, id), new(TraceState, activity.TraceStateString), new(MassTransitActivity, id)];
    }

    /// <summary>Reads the context that a message brought; the default one where it brought none.</summary>
    public static ActivityContext Read(IReadOnlyDictionary<string, string> headers)
    {
        if (!headers.TryGetValue(TraceParent, out var parent) && !headers.TryGetValue(MassTransitActivity, out parent))
        {
            return default;
        }

        headers.TryGetValue(TraceState, out var state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }
}
