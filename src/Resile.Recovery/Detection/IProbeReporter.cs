namespace Resile.Recovery.Detection;

/// <summary>Is told of probes that fail.</summary>
internal interface IProbeReporter
{
    /// <summary>Notes a probe that failed; the last of those allowed is told by the failure of the component.</summary>
    void ProbeFailed(int generation, int failures, int most, Exception exception);
}
