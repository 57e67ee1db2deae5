using System.Diagnostics;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Telemetry;

/// <summary>The activities of the source <c>Resile.LoadBalancing</c>: one for each call, its retries included. What nobody listens to is not made.</summary>
/// <remarks>Names are those of OpenTelemetry's conventions for HTTP and RPC. Each attempt over HTTP has an activity of its own within it, which the framework makes.</remarks>
internal static class CallActivity
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Resile.LoadBalancing";

    private static readonly ActivitySource Source = new(SourceName);

    private static Activity? Current => Activity.Current is { IsAllDataRequested: true } activity && activity.Source == Source ? activity : null;

    /// <summary>Begins that of a call; null where nobody listens.</summary>
    public static Activity? Start(string contract, BalancedOperation operation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var isHttp = operation.Verb.Length > 0;
        var activity = Source.StartActivity(isHttp ? $"{operation.Verb} {operation.Route}" : $"{contract}/{operation.Name}", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(BalancingTags.Contract, contract).SetTag(BalancingTags.Operation, operation.Name);
            if (isHttp)
            {
                activity.SetTag("http.request.method", operation.Verb).SetTag("url.template", operation.Route);
            }
            else
            {
                activity.SetTag("rpc.system", "resile").SetTag("rpc.service", contract).SetTag("rpc.method", operation.Name);
            }
        }

        return activity;
    }

    /// <summary>Notes that an attempt failed and the call is sent again.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="endpoint">The endpoint that failed.</param>
    /// <param name="error">How.</param>
    /// <param name="resends">How often the call was sent again, this time included.</param>
    public static void Retried(BalancedOperation operation, Endpoint endpoint, RemoteCallException error, int resends)
    {
        if (Current is not { } activity)
        {
            return;
        }

        activity.AddEvent(new ActivityEvent("retry", tags: [endpoint.AddressTag, endpoint.PortTag, new(BalancingTags.ErrorType, error.ErrorType)]));
        if (operation.Verb.Length > 0)
        {
            activity.SetTag("http.request.resend_count", resends);
        }
    }

    /// <summary>Notes that the call is sent a second time, because its first attempt takes unusually long.</summary>
    /// <param name="endpoint">The endpoint that is slow.</param>
    public static void Hedged(Endpoint endpoint) => Current?.AddEvent(new ActivityEvent("hedge", tags: [endpoint.AddressTag, endpoint.PortTag]));

    /// <summary>Notes whether the second attempt was the faster one.</summary>
    public static void HedgeEnded(bool hasWon) => Current?.SetTag(BalancingTags.Hedge, hasWon ? "won" : "lost");

    /// <summary>Notes where the call ended, and how.</summary>
    /// <param name="activity">What <see cref="Start"/> returned.</param>
    /// <param name="endpoint">The endpoint that was tried last; null where there was none.</param>
    /// <param name="error">What went wrong; null where nothing did.</param>
    public static void End(Activity? activity, Endpoint? endpoint, RemoteCallException? error)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

        if (endpoint is not null)
        {
            activity.SetTag(endpoint.AddressTag.Key, endpoint.AddressTag.Value).SetTag(endpoint.PortTag.Key, endpoint.PortTag.Value);
        }

        if (error is not null)
        {
            Fail(activity, error.ErrorType);
        }
    }

    /// <summary>Notes that the call ended in an exception.</summary>
    /// <param name="activity">What <see cref="Start"/> returned.</param>
    /// <param name="errorType">What the instruments call it.</param>
    public static void Fail(Activity? activity, string errorType) =>
        activity?.SetTag(BalancingTags.ErrorType, errorType).SetStatus(ActivityStatusCode.Error);
}
