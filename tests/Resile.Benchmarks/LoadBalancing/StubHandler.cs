using System.Net;
using System.Net.Http.Headers;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>Answers at once, without a network, so that what is measured is the client.</summary>
internal sealed class StubHandler : HttpMessageHandler
{
    private static readonly byte[] Body = """{"id":1,"name":"Chai","unitPrice":18.00}"""u8.ToArray();
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(Body);
        content.Headers.ContentType = Json;
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
    }
}
