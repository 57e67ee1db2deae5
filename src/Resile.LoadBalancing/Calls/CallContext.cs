using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>What an attempt knows of the call that it belongs to.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Settings">The settings that were in force when the call began.</param>
/// <param name="Deadline">The time that the call has, and its caller's token.</param>
/// <param name="IsIdempotent">Whether the operation may be carried out twice.</param>
/// <param name="Tried">The endpoint on which the call has failed, if any.</param>
internal readonly record struct CallContext(
    BalancedOperation Operation, ClientSettings Settings, CallDeadline Deadline, bool IsIdempotent, Endpoint? Tried = null);
