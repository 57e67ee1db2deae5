using System.Collections.Concurrent;
using Resile.Recovery.Calls;
using Resile.Recovery.Supervision;

namespace Resile.Recovery.Pools;

/// <summary>Makes components for keys and puts them under its supervisor.</summary>
/// <param name="name">The component's name.</param>
/// <param name="options">The pool's values.</param>
/// <param name="cell">Makes the cell of a key.</param>
/// <param name="proxy">Makes the proxy that callers hold.</param>
/// <param name="time">The clock.</param>
/// <param name="random">The randomness of its pauses.</param>
internal sealed class ComponentPool<TContract, TKey>(
    string name, ComponentPoolOptions options, Func<TKey, ComponentCell<TContract>> cell, Func<ComponentCell<TContract>, TContract> proxy,
    TimeProvider time, RecoveryRandom random) : IComponentPool<TContract, TKey>, IPool
    where TContract : class
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Member> _members = new();
    private readonly Lock _making = new();
    private Supervisor? _supervisor;
    private SupervisionReporter? _reporter;

    /// <inheritdoc/>
    public int Count => _members.Count;

    /// <inheritdoc/>
    public IReadOnlyCollection<TKey> Keys => [.. _members.Keys];

    /// <inheritdoc/>
    public void StandUnder(Supervisor supervisor, SupervisionReporter reporter) => (_supervisor, _reporter) = (supervisor, reporter);

    /// <inheritdoc/>
    public TContract Get(TKey key)
    {
        if (_members.TryGetValue(key, out var known))
        {
            return known.Proxy;
        }

        if (_supervisor is not { } supervisor)
        {
            throw Unavailable("has not been started: build and start the host before.");
        }

        if (supervisor.IsOver)
        {
            throw Unavailable("has ended with its host.");
        }

        // One at a time, so that those who ask for one key at once take one place.
        lock (_making)
        {
            return _members.TryGetValue(key, out known) ? known.Proxy : Add(key, supervisor);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(TKey key, CancellationToken cancellationToken = default)
    {
        if (!_members.TryGetValue(key, out var member))
        {
            return false;
        }

        await _supervisor!.RemoveAsync(member.Component).WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private TContract Add(TKey key, Supervisor supervisor)
    {
        if (_members.Count >= options.MaxChildren)
        {
            throw Unavailable($"has {options.MaxChildren} components already "
                + $"('{RecoveryConfiguration.Supervisor(supervisor.Name)}:{nameof(options.MaxChildren)}'). Remove those that are not needed any more, or allow for more.");
        }

        var made = cell(key);
        var member = new Member(new SupervisedComponent($"{name}[{key}]", made, _reporter!, time, random.Next()), proxy(made));
        _members[key] = member;
        if (!supervisor.TryAdopt(member.Component, () => Forget(key, member)))
        {
            Forget(key, member);
            throw Unavailable("has ended with its host.");
        }

        return member.Proxy;
    }

    // Of one that has been made anew meanwhile, the new one stays.
    private void Forget(TKey key, Member member) => _members.TryRemove(new KeyValuePair<TKey, Member>(key, member));

    private ComponentUnavailableException Unavailable(string why) => new(name, nameof(Get), $"The pool of '{name}' {why}");

    private sealed record Member(SupervisedComponent Component, TContract Proxy);
}
