namespace Resile.Messaging.Storage;

/// <summary>A commit failed that several transactions shared. It is tried again with each of them alone.</summary>
/// <param name="innerException">How it failed.</param>
public sealed class SharedCommitException(Exception innerException)
    : DurableMessageException($"A commit failed that several transactions shared: {innerException.Message}", innerException);
