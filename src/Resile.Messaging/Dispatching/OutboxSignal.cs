namespace Resile.Messaging.Dispatching;

/// <summary>Wakes the dispatcher: something was committed to the outbox.</summary>
internal sealed class OutboxSignal(TimeProvider time) : WakeSignal(time);
