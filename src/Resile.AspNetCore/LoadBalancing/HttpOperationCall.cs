using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Hosting;
using Resile.Recovery;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>A call that has arrived as a request of ASP.NET Core.</summary>
internal sealed partial class HttpOperationCall(SkeletonHost host, BalancedOperation operation, HttpContext context, CallScope scope)
    : OperationCall
{
    private bool _isProcessed = true;

    public override CancellationToken CancellationToken => scope.Token;

    public override CallScope Scope => scope;

    public override async ValueTask ReplyAsync<T>(T reply)
    {
        if (reply is byte[] own)
        {
            await WriteAsync(own, "application/octet-stream").ConfigureAwait(false);
            return;
        }

        // As bytes first: a reply that cannot be written must not have begun.
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply, (JsonTypeInfo<T>)host.Json.GetTypeInfo(typeof(T))), "application/json; charset=utf-8").ConfigureAwait(false);
    }

    public override ValueTask ReplyAsync()
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return default;
    }

    protected override string? ReadRoute(string name) =>
        context.Request.RouteValues[name] is string value ? RawRouteValue.Restore(value, name, operation.Route, context) : null;

    protected override string?[] ReadQuery(string name) => context.Request.Query[name].ToArray();

    protected override string? ReadHeader(string name) =>
        context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    protected override async ValueTask<T?> ReadBodyAsync<T>()
        where T : default
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || context.Request.ContentLength == 0)
        {
            // A value has no null: its default would pass for something that the caller has sent.
            return default(T) is null ? default : throw new CallRefusedException(HttpStatusCode.BadRequest, "The body is missing.");
        }

        // A web page can make a browser send forms and plain text to anybody, but not JSON; so it is asked for.
        if (!context.Request.HasJsonContentType())
        {
            throw new CallRefusedException(HttpStatusCode.UnsupportedMediaType, $"The body is of the type '{context.Request.ContentType}'. Send application/json.");
        }

        try
        {
            using var body = new LimitedBody(context, host.Options.MaxRequestBytes);
            return await JsonSerializer.DeserializeAsync(body, (JsonTypeInfo<T>)host.Json.GetTypeInfo(typeof(T)), scope.Token).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw new CallRefusedException(HttpStatusCode.BadRequest, $"The body is no JSON of a {typeof(T).Name}: see '{exception.Path ?? "$"}'.");
        }
    }

    protected internal override async ValueTask RefuseAsync(HttpStatusCode status, string detail)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            // A half-sent reply must not look whole.
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/problem+json";
        if (!_isProcessed)
        {
            context.Response.Headers[WireHeaders.NotProcessed] = "1";
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("title", ReasonPhrases.GetReasonPhrase((int)status));
            writer.WriteNumber("status", (int)status);
            writer.WriteString("detail", detail);
            writer.WriteString("operation", $"{host.Contract}.{operation.Name}");
            writer.WriteEndObject();
        }

        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted).ConfigureAwait(false);
    }

    protected internal override (HttpStatusCode Status, string Detail) OnFailed(BalancedOperation operation, Exception exception)
    {
        if (exception is ComponentUnavailableException unavailable)
        {
            // The call was not made: another replica may be able to. Of another component's exception nobody knows what came before it.
            _isProcessed = unavailable.NotBegunIn != host.Contract;
            Log.Unavailable(host.Logger, host.Contract, operation.Name, exception.Message);
            return (HttpStatusCode.ServiceUnavailable, "The component behind this operation is being restarted.");
        }

        Log.Failed(host.Logger, exception, host.Contract, operation.Name);
        return base.OnFailed(operation, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Contract}.{Operation} failed; its caller got a bare 500.")]
        public static partial void Failed(ILogger logger, Exception exception, string contract, string operation);

        [LoggerMessage(2, LogLevel.Warning, "{Contract}.{Operation} was answered with 503: {Reason}")]
        public static partial void Unavailable(ILogger logger, string contract, string operation, string reason);
    }
}
