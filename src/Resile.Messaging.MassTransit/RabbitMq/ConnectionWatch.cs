using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Holds the bus's one connection open, opens it again when it breaks, and tells whether it stands.</summary>
/// <remarks>
/// MassTransit connects when somebody sends or consumes. A process that only sends would find out about a lost broker, or about
/// one that is back, only by trying a message.
/// </remarks>
internal sealed class ConnectionWatch(
    IRabbitMqHostConfiguration host,
    TimeSpan reconnectDelay,
    TimeProvider timeProvider,
    Action<IConnection?, Exception?> changed,
    bool closesAtEnd)
{
    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var pipe = Pipe.ExecuteAsync<ConnectionContext>(context => HoldAsync(context, cancellationToken));
                await host.ConnectionContextSupervisor.Send(pipe, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                changed(null, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(reconnectDelay, timeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(ConnectionContext context, CancellationToken cancellationToken)
    {
        var closed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Connection.ConnectionShutdownAsync += OnShutdownAsync;
        try
        {
            if (context.Connection.IsOpen)
            {
                changed(context.Connection, null);
                var reason = await closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                changed(null, new ConnectionException(reason));
            }
        }
        finally
        {
            context.Connection.ConnectionShutdownAsync -= OnShutdownAsync;
            if (closesAtEnd && cancellationToken.IsCancellationRequested)
            {
                // Consumers that are cancelled leave the queue to others while their messages are still here; with the connection both go at once.
                await context.Connection.AbortAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
        {
            closed.TrySetResult(reason.ReplyText);
            return Task.CompletedTask;
        }
    }
}
