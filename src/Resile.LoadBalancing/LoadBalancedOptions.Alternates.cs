namespace Resile.LoadBalancing;

public sealed partial class LoadBalancedOptions
{
    /// <summary>Gets the service on which a new version is tried with a share of the calls.</summary>
    public CanaryOptions Canary { get; } = new();

    /// <summary>Gets the service that gets copies of a share of the calls, whose answers nobody waits for.</summary>
    public ShadowOptions Shadow { get; } = new();

    /// <summary>Makes the options of a service beside the client's own: they differ in where its endpoints are.</summary>
    internal LoadBalancedOptions Of(AlternateOptions alternate)
    {
        var options = (LoadBalancedOptions)MemberwiseClone();
        options.Service = alternate.Service;
        options.Endpoints = alternate.Endpoints;
        options.EndpointSource = null;
        options.Dns = new();
        return options;
    }
}
