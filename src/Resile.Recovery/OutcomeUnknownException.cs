namespace Resile.Recovery;

/// <summary>The component was given up while the call ran on it: whether the call took effect is not known.</summary>
public sealed class OutcomeUnknownException : RecoveryException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="component">The component that was called.</param>
    /// <param name="operation">The operation that was called.</param>
    /// <param name="generation">The generation that was given up.</param>
    public OutcomeUnknownException(string component, string operation, int generation)
        : this(component, operation, generation, null)
    {
    }

    internal OutcomeUnknownException(string component, string operation, int generation, string? circle)
        : base(component, operation,
            $"'{component}.{operation}' did not return, and generation {generation} of '{component}' was given up: whether the call took effect is "
            + "not known. Look before you call again, or make the operation idempotent."
            + (circle is null ? "" : $" The components wait in a circle: {circle}.")) => Generation = generation;

    /// <summary>Gets the generation that was given up.</summary>
    public int Generation { get; }

    /// <inheritdoc/>
    public override bool LeavesCodeRunning => true;
}
