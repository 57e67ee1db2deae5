using System.Net;

namespace Resile;

/// <summary>Thrown by an implementation to refuse a call: its caller gets the status and the detail, and nothing else.</summary>
/// <remarks>
/// It is an answer, not a fault: a product that does not exist, a request that contradicts itself. Any other exception of an
/// implementation reaches its caller as a bare 500.
/// </remarks>
public sealed class CallRefusedException : ResileException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="status">The status to answer with: 400 to 599.</param>
    /// <param name="detail">What is wrong and what to do, for the caller to read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status says that nothing is wrong.</exception>
    public CallRefusedException(HttpStatusCode status, string detail)
        : base(detail)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)status, 400, nameof(status));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)status, 599, nameof(status));
        Status = status;
    }

    /// <summary>Gets the status to answer with.</summary>
    public HttpStatusCode Status { get; }
}
