using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Resile.Messaging.Diagnostics;

/// <summary>The instruments of the meter <c>Resile.Messaging</c>.</summary>
internal sealed class MessagingMetrics : IDisposable
{
    private readonly Meter _meter;

    /// <summary>Creates the instruments.</summary>
    /// <param name="readings">What the gauges show.</param>
    /// <param name="factory">Makes the meter, so that each host has its own; none makes a plain one.</param>
    public MessagingMetrics(OutboxReadings readings, IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MessagingConstants.TelemetryName) ?? new Meter(MessagingConstants.TelemetryName);
        Enqueued = Count("resile.messaging.enqueued", "Messages written to the outbox, by transactions that rolled back later too.");
        Published = Count("resile.messaging.published", "Messages that the transport confirmed.");
        Returned = Count("resile.messaging.returned", "Publications that came back because nobody was subscribed.");
        Handled = Count("resile.messaging.handled", "Messages whose handler's transaction was committed.");
        Duplicates = Count("resile.messaging.duplicates", "Received messages that had been handled before.");
        Retries = Count("resile.messaging.retries", "Handler calls that were repeated at once.");
        Redeliveries = Count("resile.messaging.redeliveries", "Messages set aside for a later attempt of their handler.");
        DeadLetters = Count("resile.messaging.dead_letters", "Messages given up.");
        Shed = Count("resile.messaging.shed", "Expendable messages that were dropped because the outbox was nearly full.");
        Refused = Count("resile.messaging.refused", "Calls that failed because the outbox was full.");
        Requests = Count("resile.messaging.requests", "Requests that were sent.");
        Faults = Count("resile.messaging.request_faults", "Requests that were answered here by saying that their handler failed.");
        LateReplies = Count("resile.messaging.late_replies", "Answers that nobody waited for any more, and that were dropped.");
        Lag = _meter.CreateHistogram<double>("resile.messaging.outbox.lag", "s", "Time from the sending of a message, delay included, to the transport's confirm.");
        _meter.CreateObservableGauge("resile.messaging.outbox.depth", () => readings.Last.Depth, "{message}",
            "Messages that wait in the outbox.");
        _meter.CreateObservableGauge("resile.messaging.outbox.oldest_age", () => readings.OldestAge.TotalSeconds, "s",
            "Age of the oldest message that waits.");
        _meter.CreateObservableGauge("resile.messaging.pressure", () => readings.Pressure, "1/s",
            "M = P / Q: messages enqueued a second, over the messages that the outbox is meant to hold.");
        _meter.CreateObservableGauge("resile.messaging.outbox.time_until_full", readings.ObserveTimeUntilFull, "s",
            "Time until the outbox holds what it is meant to, at the present rates; not reported while it does not grow.");
    }

    /// <summary>Gets the source of spans.</summary>
    public static ActivitySource Activities { get; } = new(MessagingConstants.TelemetryName);

    public Tally Enqueued { get; }

    public Tally Published { get; }

    public Tally Returned { get; }

    public Tally Handled { get; }

    public Tally Duplicates { get; }

    public Tally Retries { get; }

    public Tally Redeliveries { get; }

    public Tally DeadLetters { get; }

    public Tally Shed { get; }

    public Tally Refused { get; }

    public Tally Requests { get; }

    public Tally Faults { get; }

    public Tally LateReplies { get; }

    public Histogram<double> Lag { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Tally Count(string name, string description) => new(_meter.CreateCounter<long>(name, "{message}", description));
}
