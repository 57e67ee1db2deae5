namespace Resile.LoadBalancing.Telemetry;

/// <summary>The tags of the instruments; those without our prefix are OpenTelemetry's.</summary>
internal static class BalancingTags
{
    public const string Contract = "resile.contract";
    public const string Operation = "resile.operation";
    public const string Result = "resile.result";
    public const string Hedge = "resile.hedge";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";
}
