namespace Resile.Recovery;

/// <summary>The root of what a supervised component's proxy throws by itself.</summary>
/// <param name="component">The component that was called.</param>
/// <param name="operation">The operation that was called.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="innerException">What caused it, if anything.</param>
public abstract class RecoveryException(string component, string operation, string message, Exception? innerException = null)
    : ResileException(message, innerException)
{
    /// <summary>Gets the name of the component that was called.</summary>
    public string Component { get; } = component;

    /// <summary>Gets the operation that was called.</summary>
    public string Operation { get; } = operation;
}
