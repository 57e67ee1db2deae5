using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>One channel on which publications are sent without pause, and confirmed when the broker gets to it. It lasts until it or its connection is closed.</summary>
/// <remarks>
/// Publications go out in the order in which they come, from one loop: that makes the numbers of the confirms plain counting. The client's own tracking of
/// confirms would write its number into the headers of every message, and look for each answer among all publications.
/// </remarks>
internal sealed class PublishChannel
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Channel<UnconfirmedPublication> _queue =
        Channel.CreateUnbounded<UnconfirmedPublication>(new UnboundedChannelOptions { SingleReader = true });

    private readonly UnconfirmedPublications _unconfirmed = new();
    private readonly ConcurrentDictionary<string, Task> _declarations = new(StringComparer.Ordinal);

    private PublishChannel(IConnection connection, IChannel channel)
    {
        (_connection, _channel) = (connection, channel);
        channel.BasicAcksAsync += OnAcksAsync;
        channel.BasicNacksAsync += OnNacksAsync;
        channel.BasicReturnAsync += OnReturnAsync;
        channel.ChannelShutdownAsync += OnShutdownAsync;
    }

    /// <summary>Gets whether publications may be sent on it.</summary>
    public bool IsOpen => _channel.IsOpen;

    public static async Task<PublishChannel> OpenAsync(IConnection connection)
    {
        var channel = new PublishChannel(connection, await connection.CreateChannelAsync(Confirmed).ConfigureAwait(false));
        if (channel._channel.CloseReason is { } reason)
        {
            channel.End(reason);
        }

        // What it publishes for others must not look as if it belonged to whoever came first.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(channel.SendAllAsync);
        }

        return channel;
    }

    /// <summary>Declares an exchange, once for as long as this channel lasts: as MassTransit's consumers declare and bind theirs.</summary>
    public Task DeclareAsync(string exchange)
    {
        return _declarations.TryGetValue(exchange, out var known) && IsGood(known)
            ? known
            : _declarations.AddOrUpdate(exchange, DeclareNowAsync, (name, latest) => IsGood(latest) ? latest : DeclareNowAsync(name));

        static bool IsGood(Task declaration) => !declaration.IsFaulted && !declaration.IsCanceled;
    }

    /// <summary>Hands a publication over to be sent. It completes, at the latest, when the channel is closed.</summary>
    public void Send(UnconfirmedPublication publication)
    {
        if (!_queue.Writer.TryWrite(publication))
        {
            SetClosed(publication);
        }
    }

    /// <summary>On a channel of its own: the broker closes it when the exchange exists otherwise, and nothing else is under way there.</summary>
    private async Task DeclareNowAsync(string exchange)
    {
        var channel = await _connection.CreateChannelAsync().ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, autoDelete: false).ConfigureAwait(false);
        }
    }

    private async Task SendAllAsync()
    {
        await foreach (var publication in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            // Whoever gave up waiting publishes it again, later.
            if (!publication.Task.IsCompleted)
            {
                await SendNowAsync(publication).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask SendNowAsync(UnconfirmedPublication publication)
    {
        var envelope = publication.Envelope;
        _unconfirmed.Add(publication);

        // The client may have a span of its own: it belongs under the publication's.
        Activity.Current = publication.Activity;
        try
        {
            await _channel.BasicPublishAsync(
                publication.Exchange, publication.RoutingKey, envelope.SubscriberRequired, publication.Properties, envelope.Body).ConfigureAwait(false);
        }
        catch (Exception exception) when (_channel.IsOpen)
        {
            _unconfirmed.TakeBack();
            publication.TrySetResult(PublishFailure.Sort(exception, envelope));
        }
        catch (Exception)
        {
            // Whatever closed the channel, it was not this one.
            _unconfirmed.TakeBack();
            SetClosed(publication);
        }
    }

    private Task OnAcksAsync(object sender, BasicAckEventArgs answer)
    {
        Complete(_unconfirmed.Take(answer.DeliveryTag, answer.Multiple), static publication =>
            publication.IsReturned ? PublishFailure.Returned(publication.Envelope) : PublishResult.Confirmed);
        return Task.CompletedTask;
    }

    private Task OnNacksAsync(object sender, BasicNackEventArgs answer)
    {
        Complete(_unconfirmed.Take(answer.DeliveryTag, answer.Multiple), static _ => PublishFailure.Refused);
        return Task.CompletedTask;
    }

    private Task OnReturnAsync(object sender, BasicReturnEventArgs returned)
    {
        _unconfirmed.MarkReturned(returned.BasicProperties.MessageId, returned.Exchange);
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        End(reason);
        return Task.CompletedTask;
    }

    private void End(ShutdownEventArgs reason)
    {
        _queue.Writer.TryComplete();
        var exception = new OperationInterruptedException(reason);
        Complete(_unconfirmed.TakeAll(), publication => PublishFailure.Sort(exception, publication.Envelope));
    }

    /// <summary>Completes publications one after another on another thread: the broker answers many at once, and a thread for each would be woken for next to nothing.</summary>
    private static void Complete(IReadOnlyList<UnconfirmedPublication> publications, Func<UnconfirmedPublication, PublishResult> resultOf) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static work =>
            {
                foreach (var publication in work.Publications)
                {
                    publication.TrySetResult(work.ResultOf(publication));
                }
            },
            (Publications: publications, ResultOf: resultOf),
            preferLocal: false);

    private void SetClosed(UnconfirmedPublication publication) => publication.TrySetResult(
        new PublishResult(PublishOutcome.Unavailable, _channel.CloseReason?.ReplyText ?? "the channel is closed"));
}
