using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>Messages that were written with their transaction's commit.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Keys">The keys of their rows, in the same order; none where the store does not tell.</param>
/// <param name="Since">When the commit began, as a timestamp of the clock.</param>
internal readonly record struct CommittedMessages(IReadOnlyList<OutboxMessage> Messages, IReadOnlyList<OutboxKey> Keys, long Since);
