using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>Writes messages in a transaction, and commits it.</summary>
/// <param name="messages">The messages, in their order; may be none.</param>
/// <param name="cancellationToken">Is honoured before the commit begins.</param>
internal delegate Task Commit(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);
