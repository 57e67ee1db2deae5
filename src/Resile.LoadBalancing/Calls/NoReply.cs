namespace Resile.LoadBalancing.Calls;

/// <summary>The reply of an operation that returns nothing: the body of the answer is not read.</summary>
internal readonly struct NoReply;
