namespace Resile.LoadBalancing;

/// <summary>The headers by which the two sides of a call speak with each other.</summary>
public static class WireHeaders
{
    /// <summary>Carries the time that the caller still waits, in whole milliseconds; a skeleton gives the work up when it is over.</summary>
    public const string Deadline = "Resile-Deadline";
}
