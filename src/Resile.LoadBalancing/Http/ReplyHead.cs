using System.Net;
using System.Net.Http.Headers;

namespace Resile.LoadBalancing.Http;

/// <summary>The status and the headers of an answer, for an operation that wants them.</summary>
internal sealed class ReplyHead
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    /// <summary>Gets the status.</summary>
    public HttpStatusCode Status { get; private set; }

    /// <summary>Gets whether the answer has no body, and need not have one.</summary>
    public bool IsBare => Status is HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified;

    /// <summary>Takes them over, in place of those of an earlier attempt; the response may be disposed of afterwards.</summary>
    public void Take(HttpResponseMessage response)
    {
        Status = response.StatusCode;
        _headers.Clear();
        Add(response.Headers.NonValidated);
        Add(response.Content.Headers.NonValidated);
    }

    /// <summary>Makes the reply that a caller gets.</summary>
    public Reply<T> ToReply<T>(T? value, string? body = null) => WithHeaders(new Reply<T>(value, Status) { Body = body });

    /// <summary>Makes the reply without a value that a caller gets.</summary>
    public Reply ToReply(string? body = null) => WithHeaders(new Reply(Status) { Body = body });

    private TReply WithHeaders<TReply>(TReply reply)
        where TReply : Reply
    {
        foreach (var (name, value) in _headers)
        {
            reply.Headers[name] = value;
        }

        return reply;
    }

    private void Add(HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            _headers.Add(new(name, string.Join(", ", values)));
        }
    }
}
