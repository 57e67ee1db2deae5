using Microsoft.Extensions.Logging;
using Resile.Recovery.Supervision;

namespace Resile.Recovery.Detection;

/// <summary>Tells that the process begins to doubt its judgement, more and more, and that it has stopped doing so.</summary>
internal sealed partial class SelfDoubtReporter(SupervisionEvents events, TimeProvider time, ILogger logger)
{
    /// <summary>Tells what a look has changed, if there is something to tell.</summary>
    public void Tell(DoubtChange change)
    {
        if (change.After > change.Before)
        {
            Log.Rose(logger, change.Why, change.After, 1 + change.After);
            Publish(SupervisionEventKind.SelfDoubtRose, $"The machine stalls: {change.Why}. Limits are {1 + change.After} times as long.");
        }
        else if (change.After == 0 && change.Before > 0)
        {
            Log.Ended(logger);
            Publish(SupervisionEventKind.SelfDoubtEnded, null);
        }
    }

    private void Publish(SupervisionEventKind kind, string? why) =>
        events.Publish(new SupervisionEvent(time.GetUtcNow(), kind, "", null, 0, why));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The machine stalls: {Why}. Self-doubt is {Score}, and the limits of hangs and probes are {Factor} times as long.")]
        public static partial void Rose(ILogger logger, string why, int score, int factor);

        [LoggerMessage(2, LogLevel.Information, "The machine stalls no more: the limits of hangs and probes are as configured.")]
        public static partial void Ended(ILogger logger);
    }
}
