using System.Net;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Wire;

public abstract partial class FrameChannel
{
    private protected Attempt<TReply> Read<TReply>(FrameHeader header, PendingFrame pending, CallContext context, Endpoint endpoint, ref Ending ending)
    {
        var load = new ServerLoad((int)Math.Min(header.First, int.MaxValue), TimeSpan.FromMicroseconds(header.Second));
        if (header.Kind == FrameKind.Reply)
        {
            ending = new(CallResult.Answered, load);
            return FrameReply.Read<TReply>(Runner, pending.Answer.Payload.Span, context, endpoint);
        }

        var error = WireError.Read(pending.Answer.Payload.Span, context.Settings.MaxErrorBodyBytes);
        var status = (HttpStatusCode)error.Status;
        var exception = new ErrorStatusException(Runner.Facts(context, endpoint), status, error.Text);
        if (header.Kind == FrameKind.NotProcessed)
        {
            // It is sound, but wants fewer calls: it stops, has too much to do, or was built from an older contract.
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

        return Runner.ExplainDeadline(context, endpoint, exception) ?? exception switch
        {
            ConnectFailedException => new(new EndpointUnreachableException(Runner.Facts(context, endpoint), mayHaveBeenSent: false, exception.InnerException!),
                Resend.Always, CallResult.Unreachable),
            IOException => Lost(context, endpoint, exception),
            OperationCanceledException => Lost(context, endpoint, new TimeoutException(limit is { Token.IsCancellationRequested: true }
                ? $"The attempt took longer than {context.Settings.AttemptTimeout}." : "The transport gave up waiting.", exception)),
            _ => null,
        };
    }

    private protected Attempt<TReply> Unsent<TReply>(SendResult sent, CallContext context, Endpoint endpoint, PendingFrame pending, ref Ending ending)
    {
        switch (sent)
        {
            case SendResult.TooLong:
                return new(default, new ErrorStatusException(Runner.Facts(context, endpoint), HttpStatusCode.RequestEntityTooLarge,
                    $"The arguments are longer than the server takes ({pending.Connection!.MaxRequestBytes} bytes); nothing was sent."), Resend.Never, endpoint);
            case SendResult.Full:
                ending = new(CallResult.Overloaded);
                return new(default, new ErrorStatusException(Runner.Facts(context, endpoint), HttpStatusCode.TooManyRequests,
                    $"{context.Settings.MaxInFlight} calls of this client wait for it already ({_transport}:MaxInFlight), or it reads too slowly; nothing was sent."), Resend.Always, endpoint);
            default:
                ending = new(CallResult.Unreachable);
                return new(default, new EndpointUnreachableException(Runner.Facts(context, endpoint), mayHaveBeenSent: false,
                    new IOException("It ends every connection.")), Resend.Always, endpoint);
        }
    }

    private Fault Lost(CallContext context, Endpoint endpoint, Exception exception) =>
        new(new EndpointUnreachableException(Runner.Facts(context, endpoint), mayHaveBeenSent: true, exception), Resend.IfIdempotent, CallResult.Failed);

    /// <summary>What the end of an attempt says of its endpoint.</summary>
    private protected readonly record struct Ending(CallResult Result, ServerLoad? Load = null);
}
