namespace Resile.LoadBalancing;

/// <summary>Thrown where a call went to several endpoints and too few of them answered.</summary>
public sealed class QuorumNotReachedException : RemoteCallException
{
    private const int MostNamed = 5;

    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="needed">How many endpoints had to answer.</param>
    /// <param name="answered">How many did.</param>
    /// <param name="failures">What became of those that did not.</param>
    public QuorumNotReachedException(RemoteCallFacts facts, int needed, int answered, IReadOnlyList<Exception> failures)
        : base(facts, Describe(facts, needed, answered, failures), failures is [var first, ..] ? first : null)
    {
        Needed = needed;
        Answered = answered;
        Failures = failures;
    }

    /// <summary>Gets how many endpoints had to answer.</summary>
    public int Needed { get; }

    /// <summary>Gets how many did. The others may have done what they were asked to.</summary>
    public int Answered { get; }

    /// <summary>Gets what became of the endpoints that did not answer; each names its own.</summary>
    public IReadOnlyList<Exception> Failures { get; }

    private static string Describe(RemoteCallFacts facts, int needed, int answered, IReadOnlyList<Exception> failures)
    {
        if (facts.Attempts == 0)
        {
            return $"{facts}: {needed} endpoints must answer, and fewer are in rotation. Nothing was sent. Add endpoints, or ask for a smaller quorum.";
        }

        var named = string.Join(" ", failures.Take(MostNamed).Select(static failure => failure.Message));
        return $"{facts}: {answered} of {facts.Attempts} endpoints answered, and {needed} had to. {named}"
            + (failures.Count > MostNamed ? $" ({failures.Count - MostNamed} more failed.)" : "");
    }
}
