#pragma warning disable CA1050, IDE0130 // A contract in the global namespace is what this scenario is about.

/// <summary>Stands in no namespace.</summary>
[LoadBalanced("global"), AutoRecover]
public interface IGlobal
{
    /// <summary>Says whether somebody is there.</summary>
    [Get("/ping")]
    Task PingAsync(CancellationToken cancellationToken = default);
}
