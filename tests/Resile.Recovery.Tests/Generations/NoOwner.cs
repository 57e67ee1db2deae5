using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Generations;

/// <summary>Stands for the component that a generation belongs to.</summary>
internal sealed class NoOwner : IGenerationOwner
{
    public static readonly NoOwner Instance = new();

    public string Name => "Nobody";

    public CallEnd Report(Generation generation, Exception exception, CancellationToken cancellationToken) => CallEnd.Failed;

    public void GaveUp(string operation)
    {
    }
}
