namespace Resile.Recovery;

/// <summary>The component was down, and the call was not made.</summary>
/// <param name="component">The component that was called.</param>
/// <param name="operation">The operation that was called.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class ComponentUnavailableException(string component, string operation, string message)
    : RecoveryException(component, operation, message)
{
    /// <summary>Gets whether the operation may have been begun: a stream that ended with the generation that it came from.</summary>
    public bool MayHaveBegun { get; init; }

    /// <inheritdoc/>
    public override string? NotBegunIn => MayHaveBegun ? null : Component;
}
