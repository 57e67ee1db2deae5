namespace Resile.LoadBalancing;

/// <summary>Thrown where the endpoint could not be connected to, or the connection was lost before the whole answer had come.</summary>
public sealed class EndpointUnreachableException : RemoteCallException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="mayHaveBeenSent">Whether a part of the request may have left.</param>
    /// <param name="innerException">What the transport reported.</param>
    public EndpointUnreachableException(RemoteCallFacts facts, bool mayHaveBeenSent, Exception innerException)
        : base(facts, Describe(facts, mayHaveBeenSent, innerException), innerException) => MayHaveBeenSent = mayHaveBeenSent;

    /// <summary>Gets whether a part of the request may have left, so that the endpoint may have done what it was asked to.</summary>
    public bool MayHaveBeenSent { get; }

    // What is wrong with a certificate stands in the innermost of several.
    private static string CauseOf(Exception exception)
    {
        var (outer, inner) = (exception.Message.TrimEnd('.'), exception.GetBaseException().Message.TrimEnd('.'));
        return outer.Contains(inner, StringComparison.Ordinal) ? outer : $"{outer.Replace(", see inner exception", "", StringComparison.Ordinal)}: {inner}";
    }

    private static string Describe(RemoteCallFacts facts, bool mayHaveBeenSent, Exception cause) => mayHaveBeenSent
        ? $"{facts}: the connection was lost before the answer had come ({CauseOf(cause)}). The endpoint may have done what it was asked to."
        : $"{facts}: the endpoint cannot be connected to ({CauseOf(cause)}). Nothing was sent. See whether it runs and listens there.";
}
