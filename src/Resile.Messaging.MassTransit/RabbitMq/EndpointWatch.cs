using System.Collections.Concurrent;
using MassTransit;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Knows which receive endpoints consume at this moment.</summary>
/// <remarks>A bus calls itself started before its queues are bound; only the endpoints know.</remarks>
internal sealed class EndpointWatch(Action changed, Action<string, Exception> faulted) : IReceiveEndpointObserver
{
    private readonly ConcurrentDictionary<Uri, bool> _consuming = new();

    /// <summary>Gets how many endpoints are bound to their queue and consume.</summary>
    public int Consuming => _consuming.Count;

    public Task Ready(ReceiveEndpointReady ready)
    {
        // The bus's own endpoint consumes nothing and is never "started".
        if (ready.IsStarted && _consuming.TryAdd(ready.InputAddress, true))
        {
            changed();
        }

        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Remove(stopping.InputAddress);

    public Task Completed(ReceiveEndpointCompleted completed) => Remove(completed.InputAddress);

    public Task Faulted(ReceiveEndpointFaulted fault)
    {
        if (fault.Exception is { } exception)
        {
            faulted(fault.InputAddress.Segments[^1], exception);
        }

        return Remove(fault.InputAddress);
    }

    private Task Remove(Uri address)
    {
        if (_consuming.TryRemove(address, out _))
        {
            changed();
        }

        return Task.CompletedTask;
    }
}
