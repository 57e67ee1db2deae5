using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Calls;

/// <summary>What an exception of the transport means.</summary>
/// <param name="Error">What to throw.</param>
/// <param name="Resend">Whether the attempt may be repeated on another endpoint.</param>
/// <param name="Result">What it says of the endpoint.</param>
internal readonly record struct Fault(RemoteCallException Error, Resend Resend, CallResult Result);
