using Resile.Recovery;

namespace Resile.Benchmarks.Recovery.Herd;

/// <summary>Connects to what it depends on when it starts.</summary>
internal sealed class Dependent(Dependency dependency) : IDependent, IRecoverable
{
    /// <inheritdoc/>
    public ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken)
    {
        dependency.Connect();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask UseAsync(CancellationToken cancellationToken = default)
    {
        dependency.Use();
        return default;
    }
}
