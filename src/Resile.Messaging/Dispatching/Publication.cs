using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>A row that was published, and what became of it.</summary>
internal readonly record struct Publication(OutboxRecord Record, PublishResult Result);
