namespace Resile.LoadBalancing;

/// <summary>What can be set for the service on which a new version is tried.</summary>
public sealed class CanaryOptions : AlternateOptions
{
    /// <summary>Gets or sets by how much more often than the old version the new one may fail.</summary>
    /// <value>0 to 1, a difference of shares. The default is 0.05: with 1 % failures on the old version, at most 6 % on the new one.</value>
    public double MaxExtraFailures { get; set; } = 0.05;

    /// <summary>Gets or sets how many calls the new version must have had in ten seconds before it is judged.</summary>
    /// <value>At least 1. The default is 20.</value>
    public int LeastCalls { get; set; } = 20;

    /// <summary>Gets or sets how long the new version gets no calls after it has failed too often.</summary>
    /// <value>More than zero. The default is one minute.</value>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMinutes(1);
}
