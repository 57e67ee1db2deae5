namespace Resile.LoadBalancing.Calls;

/// <summary>The items of a reply, as one transport receives them.</summary>
/// <typeparam name="TItem">The type of an item.</typeparam>
/// <remarks>Read by one thread at a time. Disposing it tells the server to stop, if it has not ended.</remarks>
internal abstract class ItemSource<TItem> : IAsyncDisposable
{
    /// <summary>Gets the item that came last.</summary>
    public abstract TItem Current { get; }

    /// <summary>Waits for the next item.</summary>
    /// <returns>False where the stream has ended well.</returns>
    /// <remarks>
    /// Once the first item has come, an implementation limits each wait for the endpoint by <see cref="StreamOptions.IdleTimeout"/>, through
    /// <see cref="CallDeadline.Limit"/>, and takes the limit away while it waits for nothing.
    /// </remarks>
    public abstract ValueTask<bool> MoveNextAsync();

    /// <summary>Finds out what an exception of <see cref="MoveNextAsync"/> means.</summary>
    /// <returns>Null where the caller cancelled the call.</returns>
    public abstract Fault? Explain(Exception exception);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
