using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Resile.LoadBalancing.Hosting;

namespace Resile.AspNetCore.LoadBalancing;

internal sealed partial class HttpOperationCall
{
    // A length that is announced need not come, so it is not trusted with much memory.
    private const int LargestFirstBuffer = 64 * 1024;

    private IFormCollection _form = FormCollection.Empty;
    private int _status = StatusCodes.Status200OK;
    private string? _contentType;

    /// <inheritdoc/>
    public override async ValueTask<string> TextBodyAsync(string contentType) =>
        Encoding.UTF8.GetString(await BytesBodyAsync(contentType).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async ValueTask<byte[]> BytesBodyAsync(string contentType)
    {
        using var body = Body(contentType);
        using var buffer = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 0, 0, LargestFirstBuffer));
        await body.CopyToAsync(buffer, scope.Token).ConfigureAwait(false);
        return buffer.ToArray();
    }

    /// <inheritdoc/>
    public override Stream StreamBody(string contentType) => Body(contentType);

    /// <inheritdoc/>
    public override async ValueTask ReadFormAsync()
    {
        if (!context.Request.HasFormContentType)
        {
            throw new CallRefusedException(HttpStatusCode.UnsupportedMediaType, $"The body is of the type '{context.Request.ContentType}'. Send a form.");
        }

        context.Request.Body = new LimitedBody(context, host.Options.MaxRequestBytes);
        var options = new FormOptions { MultipartBodyLengthLimit = host.Options.MaxRequestBytes, ValueLengthLimit = host.Options.MaxRequestBytes };
        try
        {
            _form = await new FormFeature(context.Request, options).ReadFormAsync(scope.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw Bad("The body is no form that can be read: " + exception.Message);
        }
    }

    /// <inheritdoc/>
    public override Dictionary<string, string> Fields() => Joined(_form);

    /// <inheritdoc/>
    public override Dictionary<string, string> Queries() => Joined(context.Request.Query);

    /// <inheritdoc/>
    public override PartArgument Part(string name)
    {
        var files = _form.Files.GetFiles(name).Select(static file =>
            new FilePart(file.OpenReadStream(), NameOf(file), string.IsNullOrEmpty(file.ContentType) ? "application/octet-stream" : file.ContentType));
        return new(name, [.. files], _form[name].FirstOrDefault(), host.Json, scope.Token);
    }

    /// <inheritdoc/>
    public override Dictionary<string, string> Headers() => Joined(context.Request.Headers);

    /// <inheritdoc/>
    public override async ValueTask ReplyStreamAsync(Stream reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        await using (reply.ConfigureAwait(false))
        {
            context.Response.StatusCode = _status;
            context.Response.ContentType = _contentType ?? "application/octet-stream";
            context.Response.ContentLength = reply.CanSeek ? reply.Length - reply.Position : null;

            // The answer begins; its caller waits from now on for as long as something comes.
            scope.LiftDeadline();
            await reply.CopyToAsync(context.Response.Body, scope.Token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void BeginReply(Reply reply)
    {
        _status = (int)reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            if (name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase))
            {
                _contentType = value;
            }
            else if (!name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = value;
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask EndReplyAsync(string? text)
    {
        context.Response.StatusCode = _status;
        if (text is not null)
        {
            await WriteAsync(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8").ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override string?[] ReadField(string name) => _form[name].ToArray();

    private async ValueTask WriteAsync(byte[] bytes, string contentType)
    {
        context.Response.StatusCode = _status;
        context.Response.ContentType = _contentType ?? contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, scope.Token).ConfigureAwait(false);
    }

    // A page in a browser can be made to send some types to anybody; so the one that the contract names is asked for.
    private LimitedBody Body(string contentType)
    {
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false } && context.Request.ContentLength != 0;
        if (hasBody && !(MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && MediaTypeHeaderValue.TryParse(contentType, out var expected) && type.MediaType.Equals(expected.MediaType, StringComparison.OrdinalIgnoreCase)))
        {
            throw new CallRefusedException(HttpStatusCode.UnsupportedMediaType, $"The body is of the type '{context.Request.ContentType}'. Send {contentType}.");
        }

        return new LimitedBody(context, host.Options.MaxRequestBytes);
    }

    // Some browsers send the whole path.
    private static string NameOf(IFormFile file) => file.FileName[(file.FileName.LastIndexOfAny(['/', '\\']) + 1)..] is { Length: > 0 } name ? name : file.Name;

    private static Dictionary<string, string> Joined(IEnumerable<KeyValuePair<string, StringValues>> all)
    {
        var joined = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in all)
        {
            joined[name] = values.ToString();
        }

        return joined;
    }
}
