namespace Resile.Messaging.Receiving;

/// <summary>Among which messages a delivery has an order.</summary>
/// <param name="Key">The key that it shares with them.</param>
/// <param name="OnFailure">What becomes of those behind it when it fails.</param>
internal sealed record DeliveryOrder(string Key, OrderedFailure OnFailure);
