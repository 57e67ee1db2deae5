namespace Resile.Recovery;

/// <summary>The names of the configuration sections.</summary>
internal static class RecoveryConfiguration
{
    /// <summary>The supervisor of the components that name no other.</summary>
    public const string DefaultSupervisor = "Service";

    /// <summary>The section of the doubt in one's own judgement.</summary>
    public const string SelfDoubt = "Resile:SelfDoubt";

    /// <summary>Gets the section of a component.</summary>
    public static string Component(string name) => "Resile:Components:" + name;

    /// <summary>Gets the section of a supervisor.</summary>
    public static string Supervisor(string name) => "Resile:Supervisors:" + name;
}
