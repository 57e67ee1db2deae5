using Resile.Messaging.Dispatching;

namespace Resile.Messaging.Receiving;

/// <summary>Wakes the redelivery loop: a message was set aside, or replayed.</summary>
internal sealed class RedeliverySignal(TimeProvider time) : WakeSignal(time);
