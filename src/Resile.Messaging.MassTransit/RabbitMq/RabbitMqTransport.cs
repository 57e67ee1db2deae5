using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Carries envelopes over RabbitMQ: confirmed, mandatory, one connection.</summary>
/// <remarks>
/// It counts as available while the connection stands and every subscription consumes. Before that a publication is refused at
/// once, without touching the broker: a topic whose first queue is not bound yet would swallow the message.
/// </remarks>
internal sealed partial class RabbitMqTransport(
    IOptions<RabbitMqOptions> options, TimeProvider timeProvider, ILogger<RabbitMqTransport> logger) : IEnvelopeTransport, IDisposable
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(5);

    private readonly RabbitMqOptions _options = options.Value;
    private readonly Gate _available = new();
    private readonly ReplyQueue _replies = new();
    private readonly Publisher _publisher = new(options.Value.ConfirmTimeout, timeProvider);
    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _patienceEnded = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly RunningReceivers _receivers = new();
    private readonly Lock _stateLock = new();

    private RabbitMqAddress? _address;
    private EndpointWatch? _endpointWatch;
    private Task _running = Task.CompletedTask;
    private int _subscriptions;
    private bool _connected;
    private string? _lastError;
    private string _error = "the transport is not started";
    private bool _stopped;

    public string Name => "rabbitmq";

    public ConfirmMeaning ConfirmMeaning => ConfirmMeaning.Stored;

    public bool IsAvailable => _available.IsOpen;

    public Task StartAsync(IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken)
    {
        if (!RabbitMqAddress.TryParse(_options.Address ?? string.Empty, out _address, out var error))
        {
            throw new DurableMessageException($"{RabbitMqOptions.Section}:Address cannot be used: {error}");
        }

        _subscriptions = subscriptions.Count;
        _error = $"RabbitMQ at {_address} is not connected yet";
        _endpointWatch = new EndpointWatch(UpdateState, ReportFault);

        // MassTransit keeps its log context in the asynchronous flow; a task of its own keeps it out of the application's.
        _running = Task.Run(() => RunAsync(_address, subscriptions), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => _available.WaitAsync(cancellationToken);

    public async ValueTask<string> OpenRepliesAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken)
    {
        if (!_available.IsOpen)
        {
            throw new DurableMessageException(Volatile.Read(ref _error));
        }

        try
        {
            var queue = await _replies.OpenAsync(receiver, cancellationToken).ConfigureAwait(false);
            return _address!.AddressOfReplies(queue);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new DurableMessageException($"RabbitMQ at {_address} gives no queue for the answers: {PublishFailure.Describe(exception)}", exception);
        }
    }

    public async ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        if (!_available.IsOpen)
        {
            return new PublishResult(PublishOutcome.Unavailable, Volatile.Read(ref _error));
        }

        if (HeaderLimit.Refuse(envelope.Headers) is { } refusal)
        {
            return new PublishResult(PublishOutcome.Rejected, refusal);
        }

        try
        {
            return await _publisher.PublishAsync(envelope, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new PublishResult(PublishOutcome.Unavailable, $"no confirm within {_options.ConfirmTimeout}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return PublishFailure.Sort(exception, envelope);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stateLock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
        }

        _available.Set(false);
        Volatile.Write(ref _error, "the transport is stopped");
        using var registration = cancellationToken.Register(
            static source => ((CancellationTokenSource)source!).Cancel(), _patienceEnded);
        await _stopping.CancelAsync().ConfigureAwait(false);
        _receivers.Stop();

        // The bus may be in the middle of starting, or wait for a broker that is away: the host has to end all the same.
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _patienceEnded.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>For containers that are disposed synchronously; nothing in here returns to the caller's context.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(DisposalLimit, timeProvider))
        {
            await StopAsync(limit.Token).ConfigureAwait(false);
        }

        if (_running.IsCompleted)
        {
            _stopping.Dispose();
            _closing.Dispose();
            _patienceEnded.Dispose();
        }
    }

    private async Task RunAsync(RabbitMqAddress address, IReadOnlyList<Subscription> subscriptions)
    {
        var bus = RabbitMqBus.Create(address, _options, subscriptions, CreateReceiver);
        var observing = bus.Control.ConnectReceiveEndpointObserver(_endpointWatch!);
        var isOrdered = subscriptions.Any(static subscription => subscription.IsOrdered);
        var watch = new ConnectionWatch(bus.Host, _options.ReconnectDelay, timeProvider, OnConnectionChanged, closesAtEnd: isOrdered);
        var watching = watch.RunAsync(_closing.Token);
        var started = await StartBusAsync(bus).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isOrdered)
        {
            // Those that run past our patience are cancelled by then, and end.
            await _receivers.Ended.ConfigureAwait(false);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        if (started)
        {
            await bus.Control.StopAsync(_patienceEnded.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A stop that was cut short, or passed over somebody, leaves consumers; only that they stop keeps them from taking messages.
        using var limit = new CancellationTokenSource(DisposalLimit, timeProvider);
        await _endpointWatch!.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        observing.Disconnect();
    }

    /// <summary>Starts the bus, however long the broker stays away; MassTransit itself gives up at a refused login.</summary>
    private async Task<bool> StartBusAsync(RabbitMqBus bus)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await bus.Control.StartAsync(_stopping.Token).ConfigureAwait(false);
                return true;
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                ReportFault("bus", exception);
                await Task.Delay(_options.ReconnectDelay, timeProvider, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return false;
            }
        }

        return false;
    }

    private EnvelopeReceiveFilter CreateReceiver(Subscription subscription) => new(subscription.IsOrdered
        ? new OrderedReceiver(subscription, _receivers, timeProvider, _patienceEnded.Token).ReceiveAsync
        : new UnorderedReceiver(
            subscription, _receivers, _options.ReturnDelay, timeProvider, logger, _stopping.Token, _patienceEnded.Token).ReceiveAsync);
}
