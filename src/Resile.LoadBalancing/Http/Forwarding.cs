using System.Globalization;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Http;

/// <summary>A request of somebody else's client, on its way to one endpoint after the other.</summary>
internal sealed class Forwarding(HttpRequestMessage request)
{
    /// <summary>Gets whether the request may be carried out twice.</summary>
    public bool IsIdempotent { get; } = request.Options.TryGetValue(BalancingHandler.Idempotent, out var isIdempotent) ? isIdempotent : IsIdempotentVerb(request.Method);

    /// <summary>Gets whether its body can be sent twice.</summary>
    public bool CanReplay { get; } = request.Content is null || IsReplayable(request.Content);

    /// <summary>Gets the hash of its key; null where it has none.</summary>
    public ulong? Key { get; } = request.Options.TryGetValue(BalancingHandler.HashKey, out var key) ? HashKeys.Of(key) : null;

    /// <summary>Gets the answer that is an error, which the client gets if no further attempt brings a better one.</summary>
    public HttpResponseMessage? Refusal { get; private set; }

    /// <summary>Keeps an answer that is an error.</summary>
    public void Keep(HttpResponseMessage refusal) => Refusal = refusal;

    /// <summary>Drops the answer that was kept.</summary>
    public void Forget()
    {
        Refusal?.Dispose();
        Refusal = null;
    }

    /// <summary>Writes the request for an endpoint: a copy, because handlers may change what they get.</summary>
    public HttpRequestMessage CopyFor(Endpoint endpoint, CallContext context, string? bearerToken)
    {
        var copy = new HttpRequestMessage(request.Method, endpoint.Prefix + request.RequestUri!.PathAndQuery)
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = request.Content ?? EmptyBody.Instance,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }

        foreach (var (name, value) in (IDictionary<string, object?>)request.Options)
        {
            ((IDictionary<string, object?>)copy.Options)[name] = value;
        }

        var headers = copy.Headers;
        if (bearerToken is not null && !headers.NonValidated.Contains("Authorization"))
        {
            headers.TryAddWithoutValidation("Authorization", "Bearer " + bearerToken);
        }

        headers.Remove(WireHeaders.Deadline);
        headers.TryAddWithoutValidation(WireHeaders.Deadline, ClientSettings.TextOf(context.Deadline.Remaining));
        if (context.Retries + context.Attempts is > 0 and var retries)
        {
            headers.Remove(WireHeaders.Retry);
            headers.TryAddWithoutValidation(WireHeaders.Retry, retries.ToString(CultureInfo.InvariantCulture));
        }

        return copy;
    }

    // RFC 9110, section 9.2.2.
    private static bool IsIdempotentVerb(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options
        || method == HttpMethod.Trace || method == HttpMethod.Put || method == HttpMethod.Delete;

    // Of other contents, streams above all, nobody knows whether they can be read again.
    private static bool IsReplayable(HttpContent content) => content switch
    {
        ByteArrayContent or ReadOnlyMemoryContent or System.Net.Http.Json.JsonContent => true,
        MultipartContent parts => parts.All(IsReplayable),
        _ => false,
    };
}
