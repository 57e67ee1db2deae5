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
            activity.SetTag(isHttp ? "http.request.method" : "rpc.service", isHttp ? operation.Verb : contract);
            activity.SetTag(isHttp ? "url.template" : "rpc.method", isHttp ? operation.Route : operation.Name);
        }

        return activity;
    }

    /// <summary>Notes that an attempt failed and the call is sent again.</summary>
    /// <param name="endpoint">The endpoint that failed.</param>
    /// <param name="error">How.</param>
    /// <param name="resends">How often the call was sent again, this time included.</param>
    public static void Retried(Endpoint endpoint, RemoteCallException error, int resends)
    {
        if (Activity.Current is { IsAllDataRequested: true } activity && activity.Source == Source)
        {
            activity.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection
            {
                endpoint.AddressTag, endpoint.PortTag, new(BalancingTags.ErrorType, error.ErrorType),
            }));
            activity.SetTag("http.request.resend_count", resends);
        }
    }

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
