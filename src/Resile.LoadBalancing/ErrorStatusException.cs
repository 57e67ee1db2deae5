using System.Net;

namespace Resile.LoadBalancing;

/// <summary>Thrown where the endpoint answered with a status that says that the call did not succeed.</summary>
public sealed class ErrorStatusException : RemoteCallException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="statusCode">The status.</param>
    /// <param name="body">The beginning of the answer's body, as text; null where there is none.</param>
    /// <param name="retryAfter">How long the endpoint asked to be left alone, if it did.</param>
    public ErrorStatusException(RemoteCallFacts facts, HttpStatusCode statusCode, string? body, TimeSpan? retryAfter = null)
        : base(facts, Describe(facts, statusCode))
    {
        StatusCode = statusCode;
        Body = body;
        RetryAfter = retryAfter;
    }

    /// <inheritdoc/>
    public override HttpStatusCode? StatusCode { get; }

    /// <inheritdoc/>
    public override string? Body { get; }

    /// <summary>Gets how long the endpoint asked to be left alone; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Gets or sets the headers of the answer, for an operation that wants them.</summary>
    internal Http.ReplyHead? Head { get; set; }

    /// <inheritdoc/>
    internal override string ErrorType => ((int)StatusCode!.Value).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Describe(RemoteCallFacts facts, HttpStatusCode status) => $"{facts}: the answer was {(int)status} ({status}). "
        + ((int)status < 500 ? "Body says what is wrong with the request." : "Body says what the endpoint tells of it; its log says more.");
}
