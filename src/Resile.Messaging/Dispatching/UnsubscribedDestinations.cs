using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Remembers where messages were sent that nobody is subscribed to, for the health check.</summary>
internal sealed partial class UnsubscribedDestinations(TimeProvider time, ILogger<UnsubscribedDestinations> logger)
{
    private readonly ConcurrentDictionary<Destination, DateTimeOffset> _since = new();

    /// <summary>Gets the destinations, and since when each is known to lack subscribers.</summary>
    public IReadOnlyDictionary<Destination, DateTimeOffset> All => _since;

    /// <summary>Remembers a destination; says so the first time.</summary>
    public void Add(Destination destination)
    {
        if (_since.TryAdd(destination, time.GetUtcNow()))
        {
            Log.NobodySubscribed(logger, destination);
        }
    }

    /// <summary>Forgets a destination: a message got through.</summary>
    public void Remove(Destination destination)
    {
        if (!_since.IsEmpty && _since.TryRemove(destination, out _))
        {
            Log.Subscribed(logger, destination);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Nobody is subscribed to '{Destination}'. Its messages are kept and published again until somebody is.")]
        public static partial void NobodySubscribed(ILogger logger, Destination destination);

        [LoggerMessage(2, LogLevel.Information, "Somebody is subscribed to '{Destination}' now.")]
        public static partial void Subscribed(ILogger logger, Destination destination);
    }
}
