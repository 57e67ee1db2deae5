using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Transports;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Knows which receive endpoints consume at this moment, and which ever did.</summary>
/// <remarks>A bus calls itself started before its queues are bound; only the endpoints know.</remarks>
internal sealed class EndpointWatch(Action changed, Action<string, Exception> faulted) : IReceiveEndpointObserver
{
    private readonly ConcurrentDictionary<Uri, bool> _consuming = new();

    // By identity: no two of a bus are one.
    private readonly ConcurrentDictionary<ReceiveEndpoint, bool> _endpoints = new();

    /// <summary>Gets how many endpoints are bound to their queue and consume.</summary>
    public int Consuming => _consuming.Count;

    /// <summary>Stops every endpoint that has ever consumed.</summary>
    /// <remarks>
    /// A bus passes over an endpoint whose consumer has ended, because its queue was deleted or its connection was closed, and that is about to consume again: it would
    /// go on for ever, and take messages that nobody handles.
    /// </remarks>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_endpoints.Keys.Select(endpoint => endpoint.Stop(cancellationToken)));

    public Task Ready(ReceiveEndpointReady ready)
    {
        if (ready.ReceiveEndpoint is ReceiveEndpoint endpoint)
        {
            _endpoints.TryAdd(endpoint, true);
        }

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
