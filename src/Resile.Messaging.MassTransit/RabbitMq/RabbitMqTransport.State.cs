using RabbitMQ.Client;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <content>Whether it is available, and what it tells of that.</content>
internal sealed partial class RabbitMqTransport
{
    private void OnConnectionChanged(IConnection? connection, Exception? exception)
    {
        _publisher.Use(connection);
        _replies.Use(connection);
        lock (_stateLock)
        {
            _connected = connection is not null;
            if (exception is not null)
            {
                var error = PublishFailure.Describe(exception);
                Volatile.Write(ref _error, $"RabbitMQ at {_address} is not connected: {error}");

                // Once for each new reason, not once for each attempt.
                if (!_stopped && _lastError != error)
                {
                    _lastError = error;
                    Log.Disconnected(logger, _address!.ToString(), error);
                }
            }
        }

        UpdateState();
    }

    private void UpdateState()
    {
        lock (_stateLock)
        {
            var consuming = _endpointWatch!.Consuming;
            var open = _connected && consuming == _subscriptions && !_stopped;
            if (!_available.Set(open))
            {
                return;
            }

            if (open)
            {
                _lastError = null;
                _faults.Clear();
                Log.Available(logger, _address!.ToString(), consuming);
            }
            else if (_connected)
            {
                Volatile.Write(ref _error, $"{_subscriptions - consuming} queues of this process are not consumed");
            }
        }
    }

    private void ReportFault(string queue, Exception exception)
    {
        var error = PublishFailure.Describe(exception);
        bool connected;
        lock (_stateLock)
        {
            connected = _connected && !_stopped;
        }

        // While there is no connection that is the whole story, and it is told already.
        if (connected && !(_faults.TryGetValue(queue, out var known) && known == error))
        {
            _faults[queue] = error;
            if (error.Contains("x-single-active-consumer", StringComparison.Ordinal))
            {
                Log.NotOrdered(logger, queue, error);
                return;
            }

            Log.Faulted(logger, queue, error);
        }
    }
}
