namespace Resile.LoadBalancing.Calls;

/// <summary>How the first one or two attempts of a hedged call ended.</summary>
/// <param name="Last">The attempt that counts.</param>
/// <param name="Context">What a further attempt starts from.</param>
/// <param name="Loser">The attempt that was too slow and still holds the call's deadline; null where there is none.</param>
internal readonly record struct HedgedAttempt<TReply>(Attempt<TReply> Last, CallContext Context, Task? Loser = null);
