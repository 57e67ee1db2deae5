namespace Resile.LoadBalancing.Endpoints;

/// <summary>Says that a probe was not sent, for a reason that has nothing to do with its endpoint.</summary>
internal sealed class ProbeNotSentException(Exception reason) : Exception(reason.Message, reason);
