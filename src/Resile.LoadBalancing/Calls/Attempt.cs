using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>How one attempt of a call ended.</summary>
/// <param name="Reply">The reply, where it succeeded.</param>
/// <param name="Error">What to throw, where it failed.</param>
/// <param name="Resend">Whether it may be repeated on another endpoint.</param>
/// <param name="Endpoint">The endpoint; null where there was none.</param>
internal readonly record struct Attempt<TReply>(TReply? Reply, RemoteCallException? Error, Resend Resend, Endpoint? Endpoint);
