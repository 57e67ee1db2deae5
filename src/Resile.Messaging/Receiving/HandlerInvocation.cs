using Resile.Messaging.Requests;

namespace Resile.Messaging.Receiving;

/// <summary>Makes a handler in a scope, calls it with a message and disposes it.</summary>
/// <returns>The answer; null where the method has none.</returns>
/// <exception cref="Contracts.MalformedMessageException">The message does not fit its type.</exception>
internal delegate Task<RequestResult?> HandlerInvocation(IServiceProvider scope, CancellationToken cancellationToken);
