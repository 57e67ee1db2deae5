using System.Collections.Concurrent;

namespace Resile.Testing.Messaging;

/// <summary>What a node is doing. Thread-safe.</summary>
internal sealed class NodeActivity
{
    private readonly ConcurrentDictionary<HandlerRun, bool> _calls = new();
    private int _publications;
    private long _changes;

    /// <summary>Gets how many handlers are being called.</summary>
    public int Calls => _calls.Count;

    /// <summary>Gets how many messages are on their way to handlers.</summary>
    public int Publications => Volatile.Read(ref _publications);

    /// <summary>Gets whether handlers are being called, all of which may wait for time to pass.</summary>
    public bool WaitsForTime => !_calls.IsEmpty && _calls.Keys.All(static call => call.HasTimer);

    /// <summary>Gets whether something is under way that does not wait for time to pass, as far as can be seen.</summary>
    public bool Works => (Calls > 0 || Publications > 0) && !WaitsForTime;

    /// <summary>Gets a number that grows with all that happens.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public void Happened() => Interlocked.Increment(ref _changes);

    public void CallBegins(HandlerRun call)
    {
        _calls.TryAdd(call, true);
        Happened();
    }

    public void CallEnds(HandlerRun call)
    {
        _calls.TryRemove(call, out _);
        Happened();
    }

    public void PublicationBegins()
    {
        Interlocked.Increment(ref _publications);
        Happened();
    }

    public void PublicationEnds()
    {
        Interlocked.Decrement(ref _publications);
        Happened();
    }
}
