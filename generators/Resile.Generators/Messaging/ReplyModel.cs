namespace Resile.Generators.Messaging;

/// <summary>The answer to a request.</summary>
/// <param name="WireName">The name of its type on the wire: namespace, colon, type, as MassTransit writes it.</param>
/// <param name="IsWrapped">Whether an object stands around the result, which is no message type of the user's own.</param>
/// <param name="Timeout">How long the caller waits.</param>
/// <param name="IsSecret">Whether request and answer are encrypted whole.</param>
internal sealed record ReplyModel(string WireName, bool IsWrapped, TimeSpan Timeout, bool IsSecret);
