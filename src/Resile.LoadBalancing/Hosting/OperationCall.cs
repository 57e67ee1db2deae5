using System.ComponentModel;
using System.Net;

namespace Resile.LoadBalancing.Hosting;

/// <summary>A call that has arrived at a server: a transport derives from it, generated skeletons read it.</summary>
/// <remarks>
/// What cannot be read ends the call: the readers throw a <see cref="CallRefusedException"/> with the status 400, which names the
/// parameter and the value. One call is handled by one thread at a time.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class OperationCall
{
    /// <summary>Gets the token that is cancelled when the caller has gone, or its deadline is over.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Gets what the clients know of it that are used to carry it out; null where the transport does not say.</summary>
    public virtual CallScope? Scope => null;

    /// <summary>Gets an argument from the path.</summary>
    /// <param name="name">The name in the route's template.</param>
    public OperationArgument Route(string name) => new("route parameter", name, ReadRoute(name));

    /// <summary>Gets an argument from the query.</summary>
    /// <param name="name">The name of the query parameter.</param>
    public OperationArgument Query(string name) => new("query parameter", name, ReadQuery(name));

    /// <summary>Gets an argument from a header.</summary>
    /// <param name="name">The header's name.</param>
    public OperationArgument Header(string name) => new("header", name, ReadHeader(name));

    /// <summary>Reads the next argument of a call that travels in frames; they come in the order of declaration.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The argument, never null.</returns>
    /// <exception cref="CallRefusedException">The argument is missing, null or no JSON of such a value.</exception>
    public T Argument<T>(string name) =>
        ReadArgument<T>(name) ?? throw new CallRefusedException(HttpStatusCode.BadRequest, $"The argument '{name}' is null.");

    /// <summary>Reads the next argument of a call that travels in frames, which may be null.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">The argument is missing, or no JSON of such a value.</exception>
    public T? OptionalArgument<T>(string name) => ReadArgument<T>(name);

    /// <summary>Reads the body.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <returns>The argument, never null.</returns>
    /// <exception cref="CallRefusedException">The body is missing, null, too large or no JSON of such a value.</exception>
    public async ValueTask<T> BodyAsync<T>() =>
        await ReadBodyAsync<T>().ConfigureAwait(false) ?? throw new CallRefusedException(HttpStatusCode.BadRequest, "The body is missing or null.");

    /// <summary>Reads the body, which may be missing or null.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <exception cref="CallRefusedException">The body is too large or no JSON of such a value.</exception>
    public ValueTask<T?> OptionalBodyAsync<T>() => ReadBodyAsync<T>();

    /// <summary>Answers the call with a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public abstract ValueTask ReplyAsync<T>(T reply);

    /// <summary>Answers a call that has no reply.</summary>
    public abstract ValueTask ReplyAsync();

    /// <summary>Answers the call with a reply that comes item by item.</summary>
    /// <param name="items">The items.</param>
    /// <typeparam name="T">The type of an item.</typeparam>
    /// <exception cref="NotSupportedException">The transport carries no such replies.</exception>
    public virtual ValueTask ReplyAllAsync<T>(IAsyncEnumerable<T> items) => throw new NotSupportedException("This transport carries whole replies alone.");

    /// <summary>Reads the next argument of a call that travels in frames.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="NotSupportedException">Calls of this transport have no such arguments.</exception>
    protected virtual T? ReadArgument<T>(string name) => throw new NotSupportedException("Arguments in a row come in frames alone.");

    /// <summary>Reads an argument from the path; null where it is missing.</summary>
    /// <param name="name">The name in the route's template.</param>
    protected abstract string? ReadRoute(string name);

    /// <summary>Reads the values of a query parameter; none where it is missing.</summary>
    /// <param name="name">The name of the query parameter.</param>
    protected abstract string?[] ReadQuery(string name);

    /// <summary>Reads a header; null where it is missing.</summary>
    /// <param name="name">The header's name.</param>
    protected abstract string? ReadHeader(string name);

    /// <summary>Reads the body; null where it is missing or null.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    protected abstract ValueTask<T?> ReadBodyAsync<T>();

    /// <summary>Answers the call with an error; does nothing where the caller has gone or an answer has begun.</summary>
    /// <param name="status">The status.</param>
    /// <param name="detail">What is wrong, for the caller to read.</param>
    protected internal abstract ValueTask RefuseAsync(HttpStatusCode status, string detail);

    /// <summary>Hears of an exception that is no answer, and decides what the caller learns of it.</summary>
    /// <param name="operation">The operation that was called.</param>
    /// <param name="exception">The exception.</param>
    /// <returns>The status and the detail to answer with; nothing of the exception should show in them.</returns>
    protected internal virtual (HttpStatusCode Status, string Detail) OnFailed(BalancedOperation operation, Exception exception) =>
        (HttpStatusCode.InternalServerError, "The operation failed. The log of the server says why.");
}
