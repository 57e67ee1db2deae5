using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

/// <summary>Stands for the component that a generation belongs to.</summary>
internal sealed class NoOwner : IGenerationOwner
{
    public static readonly NoOwner Instance = new();

    public string Name => "Nobody";

    public void Report(Generation generation, Exception exception, CancellationToken cancellationToken)
    {
    }
}
