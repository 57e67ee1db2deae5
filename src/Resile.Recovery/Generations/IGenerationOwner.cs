namespace Resile.Recovery.Generations;

/// <summary>What a generation belongs to, and what is told of the calls that fail on it.</summary>
internal interface IGenerationOwner
{
    /// <summary>Gets the component's name.</summary>
    string Name { get; }

    /// <summary>Takes what a call has thrown, before its caller does.</summary>
    /// <returns>What the end of the call means for the component's limit.</returns>
    CallEnd Report(Generation generation, Exception exception, CancellationToken cancellationToken);

    /// <summary>Takes note of a call whose caller was told that its outcome is not known.</summary>
    void GaveUp(string operation);
}
