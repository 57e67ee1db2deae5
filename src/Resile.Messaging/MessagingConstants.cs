namespace Resile.Messaging;

/// <summary>Names that more than one part of messaging speaks of.</summary>
internal static class MessagingConstants
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string TelemetryName = "Resile.Messaging";

    /// <summary>The name of the health check.</summary>
    public const string HealthCheckName = "resile.messaging";

    /// <summary>The configuration section of the engine; contracts have sections of their names below it.</summary>
    public const string ConfigurationSection = "Resile:Messaging";

    /// <summary>The media type of MassTransit's JSON envelope.</summary>
    public const string EnvelopeContentType = "application/vnd.masstransit+json";
}
