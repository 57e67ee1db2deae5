namespace Northwind.Running;

/// <summary>The names of what is counted.</summary>
internal static class Tally
{
    public const string Handled = "messages handled";
    public const string Duplicates = "messages dropped as duplicates";
    public const string MessageRetries = "message retries";
    public const string DeadLetters = "dead letters";
    public const string ComponentRestarts = "component restarts";
    public const string ServiceRestarts = "service restarts";
    public const string SystemRestarts = "system restarts";
    public const string Hangs = "hangs";
    public const string ProcessRestarts = "process restarts";
    public const string TakesPart = "takes part";
    public const string Takeovers = "takeovers";
    public const string CallRetries = "call retries";
    public const string Ejections = "ejections";
    public const string LooksLost = "looks lost";

    /// <summary>Followed by the address of an endpoint.</summary>
    public const string Calls = "calls ";

    /// <summary>Followed by the address of an endpoint.</summary>
    public const string Failures = "failures ";

    /// <summary>Followed by the address of an endpoint.</summary>
    public const string InRotation = "in rotation ";
}
