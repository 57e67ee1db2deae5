namespace Resile.Testing.Messaging;

/// <summary>The node that the calling code belongs to was crashed by <see cref="MessagingHarness.CrashAt"/>. In production, the code would have ended with it.</summary>
/// <param name="message">Where it was crashed.</param>
public sealed class NodeCrashedException(string message) : Exception(message);
