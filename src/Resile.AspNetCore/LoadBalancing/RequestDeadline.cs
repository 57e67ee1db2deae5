using System.Globalization;
using Microsoft.AspNetCore.Http;
using Resile.LoadBalancing;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>The time that the caller of a request still waits, if it says so.</summary>
/// <remarks>A header that cannot be read says nothing: the deadline is a courtesy, and the caller keeps its own.</remarks>
internal sealed class RequestDeadline : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _registration;

    public RequestDeadline(HttpContext context, TimeProvider timeProvider)
    {
        Token = context.RequestAborted;
        if (long.TryParse(context.Request.Headers[WireHeaders.Deadline], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < Longest.TotalMilliseconds)
        {
            _source = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), timeProvider);
            _registration = Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
            Token = _source.Token;
        }
    }

    /// <summary>Gets the token that is cancelled when the caller has gone or its time is over.</summary>
    public CancellationToken Token { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source?.Dispose();
    }
}
