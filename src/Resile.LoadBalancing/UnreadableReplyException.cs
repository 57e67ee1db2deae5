using System.Net;

namespace Resile.LoadBalancing;

/// <summary>Thrown where the endpoint answered with success, but with something else than the contract promises.</summary>
public sealed class UnreadableReplyException : RemoteCallException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="statusCode">The status of the answer.</param>
    /// <param name="reason">What is wrong with it: a clause without a full stop.</param>
    /// <param name="innerException">What the reader reported, if anything.</param>
    public UnreadableReplyException(RemoteCallFacts facts, HttpStatusCode statusCode, string reason, Exception? innerException = null)
        : base(facts, $"{facts}: the answer cannot be read: {reason}. See whether both sides were built from the same contract.", innerException) =>
        StatusCode = statusCode;

    /// <inheritdoc/>
    public override HttpStatusCode? StatusCode { get; }
}
