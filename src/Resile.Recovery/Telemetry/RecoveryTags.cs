namespace Resile.Recovery.Telemetry;

/// <summary>The tags of the instruments.</summary>
internal static class RecoveryTags
{
    public const string Supervisor = "resile.supervisor";
    public const string Component = "resile.component";
    public const string Operation = "resile.operation";
    public const string Reason = "resile.reason";
    public const string State = "resile.state";
    public const string Rung = "resile.rung";
    public const string Outcome = "resile.outcome";
}
