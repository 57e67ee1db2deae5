using System.Collections.Concurrent;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Calls;

/// <summary>Calls, numbered in the order in which they were made, that run until they are told to end.</summary>
internal sealed class Crowd(DeskHost host)
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _begun = new();
    private readonly List<Task<int>> _calls = [];

    /// <summary>Gets the numbers of the calls that have begun, in order.</summary>
    public int[] Begun => [.. _begun.Keys.Order()];

    public IReadOnlyList<Task<int>> Calls => _calls;

    public void Call(int count, CancellationToken cancellationToken)
    {
        for (var call = 0; call < count; call++)
        {
            var number = _calls.Count;
            _calls.Add(host.Desk.PayAsync(_ => _begun.GetOrAdd(number, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task, cancellationToken));
        }
    }

    public void End(int number) => _begun[number].SetResult();

    /// <summary>Ends all calls, as they begin, until none is left.</summary>
    public async Task EndAllAsync()
    {
        await host.Host.UntilAsync(() =>
        {
            foreach (var end in _begun.Values)
            {
                end.TrySetResult();
            }

            return _calls.All(static call => call.IsCompleted);
        });
    }

    /// <summary>Waits until so many calls have begun, and makes sure that no other does.</summary>
    public async Task<IReadOnlyList<int>> BegunAsync(int count)
    {
        await host.Host.UntilAsync(() => _begun.Count >= count);
        for (var turn = 0; turn < 20; turn++)
        {
            await Task.Yield();
        }

        return Begun;
    }
}
