using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>Answers requests as a test says, and keeps what was asked.</summary>
internal sealed class ScriptedHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public const string Chai = """{"id":1,"name":"Chai","price":18.00}""";

    public ScriptedHandler(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public ConcurrentQueue<(string Method, string Uri, string? Body, string? Tenant)> Requests { get; } = new();

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var tenant = request.Headers.TryGetValues("X-Tenant", out var values) ? values.Single() : null;
        Requests.Enqueue((request.Method.Method, request.RequestUri!.OriginalString, body, tenant));
        return await answer(request, cancellationToken);
    }
}
