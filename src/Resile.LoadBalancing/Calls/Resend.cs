namespace Resile.LoadBalancing.Calls;

/// <summary>Whether a failed attempt may be repeated on another endpoint.</summary>
internal enum Resend
{
    /// <summary>Another endpoint would answer the same, or there is no time left.</summary>
    Never,

    /// <summary>The request may have had an effect already, so only an idempotent operation may be repeated.</summary>
    IfIdempotent,

    /// <summary>No byte of the request left, so any operation may be repeated.</summary>
    Always,
}
