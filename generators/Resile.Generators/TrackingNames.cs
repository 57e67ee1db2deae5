namespace Resile.Generators;

/// <summary>Names the steps of the pipelines, so that tests can assert what an edit made them do again.</summary>
internal static class TrackingNames
{
    public const string Facts = "Resile.Facts";
    public const string LoadBalanced = "Resile.LoadBalanced";
    public const string AutoRecover = "Resile.AutoRecover";
    public const string DurableMessage = "Resile.DurableMessage";
    public const string Supervisor = "Resile.Supervisor";
    public const string SystemRoot = "Resile.SystemRoot";
    public const string Fake = "Resile.Fake";
    public const string Upcasting = "Resile.Upcasting";
    public const string Registrations = "Resile.Registrations";
}
