using Resile.Messaging.Envelopes;

namespace Resile.Messaging.Receiving;

/// <summary>A handler that was added to the program.</summary>
/// <param name="Handled">The interface that it is called by.</param>
/// <param name="Handler">Its class.</param>
/// <param name="OptionsName">The name of its options.</param>
/// <param name="Bind">Binds it to its methods.</param>
internal sealed record HandlerRegistration(
    Type Handled, Type Handler, string OptionsName, Func<SerializerSettings, HandlerBinding> Bind);
