using Microsoft.Extensions.Logging;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>
/// Knows whether the transport takes publications. Closed: all may publish. Open: nobody publishes; when the transport says that
/// it is back, a single message is tried, and its success closes the circuit at once, for full speed.
/// </summary>
internal sealed partial class TransportCircuit(
    IEnvelopeTransport transport, JitterSource jitter, TimeProvider time, ILogger<TransportCircuit> logger)
{
    private readonly Backoff _pauses = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), jitter);
    private readonly Lock _lock = new();
    private long _openedAt;
    private int _failures;
    private bool _isOpen;

    /// <summary>Gets whether publishing is suspended.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _isOpen;
            }
        }
    }

    /// <summary>Suspends publishing. Says so once, however many publications fail.</summary>
    public void Open(string? error)
    {
        lock (_lock)
        {
            _failures++;
            if (_isOpen)
            {
                return;
            }

            _isOpen = true;
            _failures = 1;
            _openedAt = time.GetTimestamp();
        }

        Log.Unavailable(logger, transport.Name, error);
    }

    /// <summary>Resumes publishing: a message got through.</summary>
    public void Close()
    {
        TimeSpan duration;
        lock (_lock)
        {
            if (!_isOpen)
            {
                return;
            }

            _isOpen = false;
            duration = time.GetElapsedTime(_openedAt);
        }

        Log.AvailableAgain(logger, transport.Name, duration.TotalSeconds);
    }

    /// <summary>Waits until it is worth trying a message.</summary>
    public async Task WaitForProbeAsync(CancellationToken cancellationToken)
    {
        int failures;
        lock (_lock)
        {
            failures = _failures;
        }

        // The pause protects from a transport that calls itself available and refuses every message.
        await Task.Delay(_pauses.After(Math.Max(1, failures)), time, cancellationToken).ConfigureAwait(false);
        await transport.WaitUntilAvailableAsync(cancellationToken).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The transport '{Transport}' is not available ({Error}). Messages are accepted and kept; they go out when it is back.")]
        public static partial void Unavailable(ILogger logger, string transport, string? error);

        [LoggerMessage(2, LogLevel.Information,
            "The transport '{Transport}' is available again after {Seconds:F1} s. Waiting messages go out.")]
        public static partial void AvailableAgain(ILogger logger, string transport, double seconds);
    }
}
