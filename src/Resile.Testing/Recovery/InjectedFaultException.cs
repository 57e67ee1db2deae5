namespace Resile.Testing.Recovery;

/// <summary>What a component throws where a <see cref="RecoveryHarness"/> makes it throw and the test names no exception of its own.</summary>
/// <param name="message">What was done.</param>
public sealed class InjectedFaultException(string message) : Exception(message);
