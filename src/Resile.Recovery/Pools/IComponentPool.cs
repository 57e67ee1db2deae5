namespace Resile.Recovery.Pools;

/// <summary>Components of one contract that come and go while the program runs, one for each key. Thread-safe; a singleton in the services.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
/// <typeparam name="TKey">What tells them apart.</typeparam>
/// <remarks>
/// They stand under a supervisor of their own, and each is restarted by itself. One that has used up its restarts ends and leaves the pool: a single bad key must not
/// restart all others, as it would in a <c>simple_one_for_one</c> supervisor of Erlang/OTP. An exception that the contract lists as
/// <see cref="FailureAction.Escalate"/> does restart all of them.
/// </remarks>
public interface IComponentPool<TContract, TKey>
    where TContract : class
    where TKey : notnull
{
    /// <summary>Gets how many there are.</summary>
    int Count { get; }

    /// <summary>Gets the keys of those that are there now.</summary>
    IReadOnlyCollection<TKey> Keys { get; }

    /// <summary>Gets the component of a key. Where there is none, one is started; calls wait for it as they wait for one that restarts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The component, however often it is restarted; until it ends or is removed.</returns>
    /// <exception cref="ComponentUnavailableException">There are <see cref="ComponentPoolOptions.MaxChildren"/> of them already, or the host has stopped.</exception>
    TContract Get(TKey key);

    /// <summary>Ends the component of a key. Its running calls may finish; later ones fail.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting; the component ends all the same.</param>
    /// <returns>Whether there was one. The task completes when it has ended.</returns>
    Task<bool> RemoveAsync(TKey key, CancellationToken cancellationToken = default);
}
