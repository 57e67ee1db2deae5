using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.MassTransit;
using Resile.Messaging.MassTransit.RabbitMq;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>A transport with one subscription of its own, and a record of what came out of it and what was logged.</summary>
internal sealed class TransportUnderTest : ILogger<RabbitMqTransport>, IAsyncDisposable
{
    private readonly ConcurrentQueue<IncomingEnvelope> _received = new();
    private readonly ConcurrentQueue<string> _log = new();

    public TransportUnderTest(Uri address, Action<RabbitMqOptions>? configure = null)
    {
        var options = new RabbitMqOptions { Address = address.OriginalString, ReturnDelay = TimeSpan.FromMilliseconds(50) };
        configure?.Invoke(options);
        Transport = new RabbitMqTransport(Options.Create(options), TimeProvider.System, this);
    }

    public RabbitMqTransport Transport { get; }

    public IReadOnlyCollection<IncomingEnvelope> Received => _received;

    public IReadOnlyCollection<string> Logged => _log;

    /// <summary>Gets or sets what happens to a received envelope before it counts as settled.</summary>
    public Func<IncomingEnvelope, Task> OnReceive { get; set; } = _ => Task.CompletedTask;

    public Task StartAsync(TestTopology? topology = null) => Transport.StartAsync(
        topology is null ? [] : [topology.Subscription(Receive)], TestContext.Current.CancellationToken);

    public async Task StartAndWaitAsync(TestTopology? topology = null)
    {
        await StartAsync(topology);
        await Transport.WaitUntilAvailableAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    public ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope) =>
        Transport.PublishAsync(envelope, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Transport.DisposeAsync();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)}");

    private async Task Receive(IncomingEnvelope envelope, CancellationToken cancellationToken)
    {
        await OnReceive(envelope);
        _received.Enqueue(envelope);
    }
}
