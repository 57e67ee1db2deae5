namespace Resile.LoadBalancing.Calls;

/// <summary>Whether a failed attempt may be repeated, and where.</summary>
internal enum Resend
{
    /// <summary>Another endpoint would answer the same, or there is no time left.</summary>
    Never,

    /// <summary>The request may have had an effect already, so only an idempotent operation may be repeated, on another endpoint.</summary>
    IfIdempotent,

    /// <summary>
    /// As <see cref="IfIdempotent"/>, and where there is no other endpoint, on the same: its connection was closed without an answer, as
    /// happens to one that was idle.
    /// </summary>
    IfIdempotentAnywhere,

    /// <summary>No byte of the request left, or the server said that it did nothing, so any operation may be repeated on another endpoint.</summary>
    Always,
}
