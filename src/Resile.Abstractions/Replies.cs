using System.Collections;

namespace Resile;

/// <summary>The answers to a call that went to several endpoints: what a <c>[Broadcast]</c> or <c>[Scatter]</c> operation may return.</summary>
/// <remarks>An implementation gives its own answer alone, which turns into one of these by itself: <c>return count;</c>. It never changes.</remarks>
/// <typeparam name="T">The type of an answer.</typeparam>
public sealed class Replies<T> : IReadOnlyList<EndpointReply<T>>
{
    private readonly EndpointReply<T>[] _all;

    /// <summary>Takes replies over.</summary>
    /// <param name="replies">What each endpoint answered.</param>
    public Replies(params IEnumerable<EndpointReply<T>> replies) => _all = [.. replies];

    /// <summary>Gets the answers that came.</summary>
    public IEnumerable<T> Values => _all.Where(static reply => reply.IsAnswer).Select(static reply => reply.Value!);

    /// <summary>Gets the endpoints that did not answer, and why.</summary>
    public IEnumerable<EndpointReply<T>> Failures => _all.Where(static reply => !reply.IsAnswer);

    /// <inheritdoc/>
    public int Count => _all.Length;

    /// <summary>Gets the only answer, as an implementation gives it.</summary>
    /// <exception cref="InvalidOperationException">There are more, or none.</exception>
    public T Own => _all is [{ IsAnswer: true } own] ? own.Value! : throw new InvalidOperationException(
        $"An implementation answers for itself alone, and this one gave {_all.Length} replies. Return the answer itself, which turns into Replies.");

    /// <inheritdoc/>
    public EndpointReply<T> this[int index] => _all[index];

    /// <summary>Makes the answer of an implementation.</summary>
    /// <param name="own">The answer.</param>
    public static implicit operator Replies<T>(T own) => new(new EndpointReply<T>(null, own, null));

    /// <inheritdoc/>
    public IEnumerator<EndpointReply<T>> GetEnumerator() => ((IEnumerable<EndpointReply<T>>)_all).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
