namespace Resile.LoadBalancing;

/// <summary>What can be set for a service that gets a share of a client's calls beside the client's own.</summary>
public abstract class AlternateOptions
{
    /// <summary>Gets or sets the service to ask service discovery for, if no endpoints are listed.</summary>
    /// <value>As <see cref="LoadBalancedOptions.Service"/>. The default is the attribute's; empty means none.</value>
    public string Service { get; set; } = "";

    /// <summary>Gets the endpoints that are listed by hand. If there are any, service discovery is not asked.</summary>
    public IList<EndpointOptions> Endpoints { get; } = [];

    /// <summary>Gets or sets the share of the calls that it gets.</summary>
    /// <value>0 to 1. The default is the attribute's, and 0 without one.</value>
    public double Share { get; set; }

    /// <summary>Gets whether there is such a service at all.</summary>
    internal bool IsSet => Service.Length > 0 || Endpoints.Count > 0;

    /// <summary>Takes over what generated code says of it.</summary>
    internal void TakeOver(AlternateService? declared)
    {
        if (declared is not null)
        {
            (Service, Share) = (declared.Service, declared.Share);
        }
    }
}
