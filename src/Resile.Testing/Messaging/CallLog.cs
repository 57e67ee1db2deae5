using System.Collections.Concurrent;
using Resile.Messaging.Transport;

namespace Resile.Testing.Messaging;

/// <summary>What the store does not keep: the calls of handlers, the handlers of consumers, and what was published. Of all nodes; thread-safe.</summary>
internal sealed class CallLog
{
    private readonly Lock _lock = new();
    private readonly List<HandlerCall> _calls = [];
    private readonly List<OutgoingEnvelope> _published = [];
    private readonly ConcurrentDictionary<string, Type> _handlers = new(StringComparer.Ordinal);

    public IReadOnlyList<HandlerCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Gets what was published to topics, each message once, in order.</summary>
    public IReadOnlyList<OutgoingEnvelope> Published
    {
        get
        {
            lock (_lock)
            {
                return [.. _published.DistinctBy(static envelope => envelope.MessageId)];
            }
        }
    }

    public Type? HandlerOf(string consumer) => _handlers.GetValueOrDefault(consumer);

    public void Add(OutgoingEnvelope envelope)
    {
        lock (_lock)
        {
            _published.Add(envelope);
        }
    }

    /// <summary>Notes that a handler is called.</summary>
    /// <returns>What tells the call apart.</returns>
    public int Begin(string consumer, HandlerCall call)
    {
        _handlers[consumer] = call.Handler;
        lock (_lock)
        {
            _calls.Add(call);
            return _calls.Count - 1;
        }
    }

    /// <summary>Notes what a call threw.</summary>
    public void Fail(int number, Exception error)
    {
        lock (_lock)
        {
            _calls[number] = _calls[number] with { Error = error };
        }
    }
}
