namespace Northwind.Faults;

/// <summary>What makes a replica slow.</summary>
/// <param name="Delay">How long each call waits; zero for a replica that is well.</param>
internal sealed record Slowness(TimeSpan Delay)
{
    /// <summary>Waits.</summary>
    public Task SufferAsync(CancellationToken cancellationToken) =>
        Delay > TimeSpan.Zero ? Task.Delay(Delay, cancellationToken) : Task.CompletedTask;
}
