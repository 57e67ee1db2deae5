namespace Resile;

/// <summary>Sends a share of a contract's calls to another service, on which a new version is being tried.</summary>
/// <param name="service">The name of that service, as service discovery knows it.</param>
/// <remarks>
/// Calls with a <c>[HashKey]</c> go by their key: the same key stays on the same side while the share does. What fails on the new version, and may be
/// sent again, is sent again to the old one; and a new version that fails clearly more often than the old one gets no calls for a while.
/// What is set here is a default: <c>Resile:Clients:&lt;Contract&gt;:Canary</c> overrides it, and can begin and end a trial while the program runs.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class CanaryAttribute(string service) : Attribute
{
    /// <summary>Gets the name of the service on which the new version runs.</summary>
    public string Service { get; } = service;

    /// <summary>Gets or sets the share of the calls that it gets.</summary>
    /// <value>0 to 1. The default is 0.01.</value>
    public double Share { get; set; } = 0.01;
}
