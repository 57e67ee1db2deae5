namespace Resile.LoadBalancing.Http;

/// <summary>Ends the reading of an item that is longer than its limit; callers see an <see cref="UnreadableReplyException"/>.</summary>
internal sealed class ItemTooLongException() : Exception("An item is longer than its limit.");
