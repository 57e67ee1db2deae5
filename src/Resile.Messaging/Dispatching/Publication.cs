using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>A row that was published, and what became of it.</summary>
/// <param name="Record">The row.</param>
/// <param name="Result">The result.</param>
/// <param name="IsExpired">Whether it was not published, because nobody is to handle it any more.</param>
/// <param name="Settled">Where the row has an order: learns after which pause it is to be tried again, or null when it is gone from the outbox.</param>
internal readonly record struct Publication(
    OutboxRecord Record, PublishResult Result, bool IsExpired = false, TaskCompletionSource<TimeSpan?>? Settled = null);
