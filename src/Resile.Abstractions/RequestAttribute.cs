namespace Resile;

/// <summary>Says that a method of a <see cref="DurableMessageAttribute"/> interface asks a question: its result is the answer of the one handler that owns it.</summary>
/// <remarks>
/// A request is sent at once and is stored nowhere: it is not part of a transaction, and a call within one throws. The handler's effects are committed before its answer is sent. A call that
/// times out may have been handled all the same.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequestAttribute : Attribute
{
    /// <summary>Gets or sets how long the caller waits for the answer, as <c>hh:mm:ss</c>. A handler that gets the request later does not handle it.</summary>
    /// <value>The default is null: 30 seconds. At most a day.</value>
    public string? Timeout { get; set; }

    /// <summary>Gets or sets whether the whole request and the whole answer are encrypted.</summary>
    /// <value>The default is false. A part of either is encrypted by <see cref="SecretAttribute"/>.</value>
    public bool IsSecret { get; set; }
}
