namespace Resile.Recovery;

/// <summary>The component was down, and the call was not made.</summary>
/// <param name="component">The component that was called.</param>
/// <param name="operation">The operation that was called.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class ComponentUnavailableException(string component, string operation, string message)
    : RecoveryException(component, operation, message);
