using System.Net;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

public sealed partial class TcpChannel
{
    private Attempt<TReply> Read<TReply>(FrameHeader header, PendingCall pending, CallContext context, Endpoint endpoint, ref Ending ending)
    {
        var load = new ServerLoad((int)Math.Min(header.First, int.MaxValue), TimeSpan.FromMicroseconds(header.Second));
        if (header.Kind == FrameKind.Reply)
        {
            ending = new(CallResult.Answered, load);
            return FrameReply.Read<TReply>(_runner, pending.Answer.Payload.Span, context, endpoint);
        }

        var error = WireError.Read(pending.Answer.Payload.Span, context.Settings.MaxErrorBodyBytes);
        var status = (HttpStatusCode)error.Status;
        var exception = new ErrorStatusException(_runner.Facts(context, endpoint), status, error.Text);
        if (header.Kind == FrameKind.NotProcessed)
        {
            // It is sound, but wants fewer calls: it drains, has too much to do, or was built from an older contract.
            ending = new(CallResult.Overloaded, load);
            return new(default, exception, Resend.Always, endpoint);
        }

        ending = new(HttpChannel.ResultOf(status), load);
        return new(default, exception, HttpChannel.IsTransient(status) ? Resend.IfIdempotent : Resend.Never, endpoint);
    }

    /// <summary>Finds out what an exception means.</summary>
    /// <returns>Null where the caller cancelled the call, or the exception is a bug.</returns>
    internal Fault? Explain(CallContext context, Endpoint endpoint, AttemptLimit? limit, Exception exception)
    {
        if (context.Deadline.CallerToken.IsCancellationRequested)
        {
            return null;
        }

        return _runner.ExplainDeadline(context, endpoint, exception) ?? exception switch
        {
            ConnectFailedException => new(new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: false, exception.InnerException!),
                Resend.Always, CallResult.Unreachable),
            IOException => Lost(context, endpoint, exception),
            OperationCanceledException => Lost(context, endpoint, new TimeoutException(limit is { Token.IsCancellationRequested: true }
                ? $"The attempt took longer than {context.Settings.AttemptTimeout}." : "The transport gave up waiting.", exception)),
            _ => null,
        };
    }

    private Fault Lost(CallContext context, Endpoint endpoint, Exception exception) =>
        new(new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: true, exception), Resend.IfIdempotent, CallResult.Failed);
}
