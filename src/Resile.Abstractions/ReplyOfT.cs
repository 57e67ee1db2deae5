using System.Net;

namespace Resile;

/// <summary>An answer with its status, its headers and its value, for operations that return <c>Task&lt;Reply&lt;T&gt;&gt;</c>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <inheritdoc cref="Reply"/>
public sealed class Reply<T> : Reply
{
    /// <summary>Initializes a reply without a value.</summary>
    /// <param name="status">Its status.</param>
    public Reply(HttpStatusCode status)
        : base(status)
    {
    }

    /// <summary>Initializes a reply.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="status">Its status.</param>
    public Reply(T? value, HttpStatusCode status = HttpStatusCode.OK)
        : base(status) => Value = value;

    /// <summary>Gets the value; the default where the answer has none, as after a failure.</summary>
    public T? Value { get; }
}
