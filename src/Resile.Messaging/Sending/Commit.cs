using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>Writes messages in a transaction, and commits it.</summary>
/// <param name="messages">The messages, in their order; may be none.</param>
/// <param name="cancellationToken">Is honoured before the commit begins.</param>
/// <returns>The keys of their rows, in the same order, or none where the store does not tell.</returns>
internal delegate Task<IReadOnlyList<OutboxKey>> Commit(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);
