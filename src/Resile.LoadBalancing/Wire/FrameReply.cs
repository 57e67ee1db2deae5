using System.Net;
using System.Text.Json;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Wire;

/// <summary>Reads the payload of a reply.</summary>
internal static class FrameReply
{
    /// <summary>Reads it as what the contract promises.</summary>
    public static Attempt<TReply> Read<TReply>(CallRunner runner, ReadOnlySpan<byte> payload, CallContext context, Endpoint endpoint)
    {
        if (typeof(TReply) == typeof(NoReply))
        {
            return new(default, null, Resend.Never, endpoint);
        }

        try
        {
            var reply = JsonSerializer.Deserialize(payload, context.Settings.Json.TypeInfoOf<TReply>());
            return reply is null && !context.Operation.IsReplyNullable
                ? Unreadable<TReply>(runner, context, endpoint, "it is null, and the contract promises a value")
                : new(reply, null, Resend.Never, endpoint);
        }
#pragma warning disable CA1031 // The reader reports bad JSON in its own exceptions, and the constructors and setters of a reply in any.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Unreadable<TReply>(runner, context, endpoint, $"it is no JSON of a {typeof(TReply).Name}", exception);
        }
    }

    private static Attempt<TReply> Unreadable<TReply>(
        CallRunner runner, CallContext context, Endpoint endpoint, string reason, Exception? exception = null) =>
        new(default, new UnreadableReplyException(runner.Facts(context, endpoint), HttpStatusCode.OK, reason, exception), Resend.Never, endpoint);
}
