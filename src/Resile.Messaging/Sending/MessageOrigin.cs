namespace Resile.Messaging.Sending;

/// <summary>What a message takes over from where it is sent: from the message that is being handled there.</summary>
/// <param name="ConversationId">The conversation that it belongs to.</param>
/// <param name="CorrelationId">What it is about.</param>
/// <param name="Tenant">The tenant that it belongs to.</param>
internal sealed record MessageOrigin(Guid ConversationId, Guid? CorrelationId, string? Tenant);
