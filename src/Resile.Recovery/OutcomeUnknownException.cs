namespace Resile.Recovery;

/// <summary>The component was given up while the call ran on it: whether the call took effect is not known.</summary>
/// <param name="component">The component that was called.</param>
/// <param name="operation">The operation that was called.</param>
/// <param name="generation">The generation that was given up.</param>
public sealed class OutcomeUnknownException(string component, string operation, int generation)
    : RecoveryException(component, operation,
        $"'{component}.{operation}' did not return, and generation {generation} of '{component}' was given up: whether the call took effect is "
        + "not known. Look before you call again, or make the operation idempotent.")
{
    /// <summary>Gets the generation that was given up.</summary>
    public int Generation { get; } = generation;

    /// <inheritdoc/>
    public override bool LeavesCodeRunning => true;
}
