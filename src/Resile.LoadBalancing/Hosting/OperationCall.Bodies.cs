using System.Net;

namespace Resile.LoadBalancing.Hosting;

public abstract partial class OperationCall
{
    /// <summary>Reads the body as text.</summary>
    /// <param name="contentType">The content type that it must have.</param>
    /// <exception cref="CallRefusedException">The body is too large, or of another type.</exception>
    public virtual ValueTask<string> TextBodyAsync(string contentType) => throw NoBodies();

    /// <summary>Reads the body as it is.</summary>
    /// <param name="contentType">The content type that it must have.</param>
    /// <exception cref="CallRefusedException">The body is too large, or of another type.</exception>
    public virtual ValueTask<byte[]> BytesBodyAsync(string contentType) => throw NoBodies();

    /// <summary>Gets the body to be read while it comes; it is gone when the call ends.</summary>
    /// <param name="contentType">The content type that it must have.</param>
    /// <exception cref="CallRefusedException">The body is of another type, or says that it is too large; one that turns out to be throws this while it is read.</exception>
    public virtual Stream StreamBody(string contentType) => throw NoBodies();

    /// <summary>Reads the form that the body is; then its fields and parts can be had.</summary>
    /// <exception cref="CallRefusedException">The body is too large, or no form.</exception>
    public virtual ValueTask ReadFormAsync() => throw NoBodies();

    /// <summary>Gets an argument from a form, which has been read.</summary>
    /// <param name="name">The name of the field.</param>
    public OperationArgument Form(string name) => new("field", name, ReadField(name));

    /// <summary>Gets the fields of a form, which has been read; several values of one name are joined by commas.</summary>
    public virtual Dictionary<string, string> Fields() => throw NoBodies();

    /// <summary>Gets the parameters of the query; several values of one name are joined by commas.</summary>
    public virtual Dictionary<string, string> Queries() => throw NoBodies();

    /// <summary>Gets a part of a form, which has been read.</summary>
    /// <param name="name">The name of the part.</param>
    public virtual PartArgument Part(string name) => throw NoBodies();

    /// <summary>Gets the headers of the call, by names whose case does not matter; several values of one name are joined by commas.</summary>
    public virtual Dictionary<string, string> Headers() => throw NoBodies();

    /// <summary>Answers the call with a stream, which is disposed of.</summary>
    /// <param name="reply">The reply.</param>
    public virtual ValueTask ReplyStreamAsync(Stream reply) => throw NoBodies();

    /// <summary>Answers the call with a status, headers and a value.</summary>
    /// <param name="reply">The reply.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    public async ValueTask ReplyWholeAsync<T>(Reply<T> reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (reply.Value is null)
        {
            await ReplyWholeAsync((Reply)reply).ConfigureAwait(false);
            return;
        }

        BeginReply(reply);
        await (reply.Value is Stream stream ? ReplyStreamAsync(stream) : ReplyAsync(reply.Value)).ConfigureAwait(false);
    }

    /// <summary>Answers the call with a status, headers and no value.</summary>
    /// <param name="reply">The reply.</param>
    public async ValueTask ReplyWholeAsync(Reply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        BeginReply(reply);
        await EndReplyAsync(reply.Body).ConfigureAwait(false);
    }

    /// <summary>Sets the status and the headers of the reply that follows.</summary>
    /// <param name="reply">The reply.</param>
    protected virtual void BeginReply(Reply reply) => throw NoBodies();

    /// <summary>Ends a reply that has no value.</summary>
    /// <param name="text">What to send as text; null for nothing.</param>
    protected virtual ValueTask EndReplyAsync(string? text) => throw NoBodies();

    /// <summary>Reads the values of a field; none where it is missing.</summary>
    /// <param name="name">The name of the field.</param>
    protected virtual string?[] ReadField(string name) => throw NoBodies();

    /// <summary>Says that a call cannot be read because of what it contains.</summary>
    /// <param name="detail">What is wrong.</param>
    protected static CallRefusedException Bad(string detail) => new(HttpStatusCode.BadRequest, detail);

    private static NotSupportedException NoBodies() => new("Bodies, forms and headers are HTTP's alone: build the contract for HTTP.");
}
