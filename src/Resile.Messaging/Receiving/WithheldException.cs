using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;

namespace Resile.Messaging.Receiving;

/// <summary>Stands, in logs and with dead letters, for what the handler of an encrypted message threw: its type and where it was thrown.</summary>
/// <remarks>What it says is left out: it may quote what others are not to read.</remarks>
internal sealed class WithheldException : Exception
{
    private readonly Exception _exception;

    private WithheldException(Exception exception)
        : base(
            $"{exception.GetType().FullName}; what it says is withheld, because the message, or a part of it, came encrypted.",
            exception.InnerException is { } inner ? new WithheldException(inner) : null) => _exception = exception;

    /// <inheritdoc/>
    public override string? StackTrace => _exception.StackTrace;

    /// <summary>Gets of an exception what may be written down.</summary>
    /// <param name="message">The message that was handled.</param>
    /// <param name="exception">What was thrown.</param>
    /// <returns>The exception itself where nothing came encrypted, and where the text is this library's own.</returns>
    public static Exception Of(ReceivedMessage message, Exception exception) =>
        !SecretMessage.HasSecret(message.Json)
        || exception is HandlerTimeoutException or MalformedMessageException { InnerException: null }
            ? exception
            : new WithheldException(exception);
}
