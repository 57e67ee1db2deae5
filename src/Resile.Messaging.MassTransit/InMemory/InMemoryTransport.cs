using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.InMemory;

/// <summary>Carries envelopes inside the process, and confirms one when every subscription has settled it.</summary>
/// <remarks>
/// The queues vanish with the process, so an outbox row must not go before its handlers have committed. A delivery that failed
/// is not kept in its queue either: the row is still in the outbox, and publishing it again brings it to every subscription, of
/// which those that had settled it recognise the duplicate.
/// </remarks>
internal sealed class InMemoryTransport(TimeProvider timeProvider) : IEnvelopeTransport, IDisposable
{
    private const string RepliesAddress = "loopback://localhost/resile-replies";
    private const string Stopped = "the transport is stopped";
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(5);

    private readonly Gate _available = new();
    private readonly ConcurrentDictionary<string, Delivery> _deliveries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Destination, Task<ISendEndpoint>> _endpoints = new();
    private readonly Dictionary<Destination, int> _routes = [];
    private readonly CancellationTokenSource _patienceEnded = new();
    private Action<IncomingEnvelope>? _replies;

    private IBusControl? _bus;
    private long _lastDelivery;
    private int _stopped;

    public string Name => "in-memory";

    public ConfirmMeaning ConfirmMeaning => ConfirmMeaning.Handled;

    public bool IsAvailable => _available.IsOpen;

    public async Task StartAsync(IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken)
    {
        foreach (var destination in subscriptions.SelectMany(Destinations))
        {
            _routes[destination] = _routes.GetValueOrDefault(destination) + 1;
        }

        // MassTransit keeps its log context in the asynchronous flow; a task of its own keeps it out of the application's.
        await Task.Run(
            async () =>
            {
                _bus = Create(subscriptions);
                await _bus.StartAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        _available.Set(true);
    }

    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => _available.WaitAsync(cancellationToken);

    public ValueTask<string> OpenRepliesAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken)
    {
        if (!_available.IsOpen)
        {
            throw new DurableMessageException(_bus is null ? "the transport is not started" : Stopped);
        }

        Volatile.Write(ref _replies, receiver);
        return new(RepliesAddress);
    }

    public async ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        if (!_available.IsOpen)
        {
            return new PublishResult(PublishOutcome.Unavailable, Stopped);
        }

        if (envelope.Destination.Kind == DestinationKind.Reply)
        {
            return Answer(envelope);
        }

        if (!_routes.TryGetValue(envelope.Destination, out var subscriptions))
        {
            return envelope.SubscriberRequired
                ? new PublishResult(PublishOutcome.Unroutable, "no handler in this process subscribes to the destination")
                : PublishResult.Confirmed;
        }

        var id = Interlocked.Increment(ref _lastDelivery).ToString(CultureInfo.InvariantCulture);
        var delivery = new Delivery(subscriptions);
        _deliveries[id] = delivery;
        try
        {
            // A stop between the check above and the registration would leave nobody to answer.
            if (!_available.IsOpen)
            {
                return new PublishResult(PublishOutcome.Unavailable, Stopped);
            }

            var endpoint = await GetEndpoint(envelope.Destination).ConfigureAwait(false);
            await endpoint.Send(EnvelopeSendPipe.Body, new EnvelopeSendPipe(envelope, id), cancellationToken)
                .ConfigureAwait(false);
            return await delivery.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return new PublishResult(PublishOutcome.Rejected, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new PublishResult(PublishOutcome.Unavailable, exception.Message);
        }
        finally
        {
            _deliveries.TryRemove(id, out _);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        _available.Set(false);
        using (cancellationToken.Register(static source => ((CancellationTokenSource)source!).Cancel(), _patienceEnded))
        {
            if (_bus is not null)
            {
                await _bus.StopAsync(cancellationToken).WaitAsync(cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // What waited in a queue when its endpoint stopped is gone from there; the outbox has it.
        foreach (var delivery in _deliveries.Values)
        {
            delivery.Abandon(Stopped);
        }
    }

    /// <summary>For containers that are disposed synchronously; nothing in here returns to the caller's context.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(DisposalLimit, timeProvider))
        {
            await StopAsync(limit.Token).ConfigureAwait(false);
        }

        _patienceEnded.Dispose();
    }

    private static IEnumerable<Destination> Destinations(Subscription subscription) =>
        subscription.Topics.Distinct(StringComparer.Ordinal).Select(Destination.Topic)
            .Append(Destination.Queue(subscription.Queue));

    private IBusControl Create(IReadOnlyList<Subscription> subscriptions)
    {
        LogContext.Current = new BusLogContext(NullLoggerFactory.Instance);
        return Bus.Factory.CreateUsingInMemory(bus =>
        {
            foreach (var subscription in subscriptions)
            {
                bus.ReceiveEndpoint(subscription.Queue, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.PrefetchCount = subscription.Prefetch;
                    endpoint.ConcurrentMessageLimit = subscription.Concurrency;
                    foreach (var topic in subscription.Topics)
                    {
                        ((IInMemoryReceiveEndpointConfigurator)endpoint).Bind(topic);
                    }

                    endpoint.ConfigureReceive(pipe => pipe.UseFilter(CreateReceiver(subscription)));
                });
            }
        });
    }

    private EnvelopeReceiveFilter CreateReceiver(Subscription subscription) =>
        new(async context =>
        {
            if (context.TransportHeaders.Get<string>(EnvelopeSendPipe.DeliveryHeader) is not { } id
                || !_deliveries.TryGetValue(id, out var delivery))
            {
                // Whoever published it has given up waiting and will publish it again.
                return;
            }

            try
            {
                await subscription.Receiver(Read(context), _patienceEnded.Token).ConfigureAwait(false);
                delivery.Settle(error: null);
            }
            catch (Exception exception)
            {
                delivery.Settle(exception.Message);
            }
        });

    // Who asked is in this process, and takes the answer at once.
    private PublishResult Answer(OutgoingEnvelope envelope)
    {
        if (envelope.Destination.Name != RepliesAddress || Volatile.Read(ref _replies) is not { } receiver)
        {
            return new PublishResult(PublishOutcome.Unroutable, "who asked is not in this process");
        }

        receiver(new IncomingEnvelope
        {
            Body = envelope.Body,
            ContentType = envelope.ContentType,
            MessageId = envelope.MessageId,
            Headers = envelope.Headers,
        });
        return PublishResult.Confirmed;
    }

    private static IncomingEnvelope Read(ReceiveContext context) => new()
    {
        Body = context.Body.GetBytes(),
        ContentType = context.ContentType?.ToString(),
        MessageId = context.GetMessageId(),
        Headers = [.. context.TransportHeaders.GetAll()
            .Where(header => header.Value is string && header.Key != EnvelopeSendPipe.DeliveryHeader)
            .Select(header => KeyValuePair.Create(header.Key, (string)header.Value))],
        Redelivered = context.Redelivered,
    };

    private Task<ISendEndpoint> GetEndpoint(Destination destination) => _endpoints.GetOrAdd(
        destination, static (key, bus) => bus.GetSendEndpoint(new Uri("exchange:" + key.Name)), _bus!);
}
