namespace Resile.Recovery.Generations;

/// <summary>What a generation belongs to, and what is told of the calls that fail on it.</summary>
internal interface IGenerationOwner
{
    /// <summary>Gets the component's name.</summary>
    string Name { get; }

    /// <summary>Takes what a call has thrown, before its caller does.</summary>
    void Report(Generation generation, Exception exception, CancellationToken cancellationToken);
}
