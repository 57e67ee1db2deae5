namespace Resile.Testing.Recovery;

/// <summary>What a test expected of the recovery has not happened. The message ends with the log of the events.</summary>
/// <param name="message">What was expected, and what happened.</param>
public sealed class RecoveryAssertionException(string message) : Exception(message);
