namespace Resile;

/// <summary>Sends copies of a share of a contract's calls to another service, whose answers nobody waits for.</summary>
/// <param name="service">The name of that service, as service discovery knows it.</param>
/// <remarks>
/// Only operations that may be carried out twice are copied. A copy has a deadline of its own, is never retried, and can neither delay nor fail the call
/// that it was made of; how often the two answers differ is counted. What is set here is a default: <c>Resile:Clients:&lt;Contract&gt;:Shadow</c>
/// overrides it, also while the program runs.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ShadowAttribute(string service) : Attribute
{
    /// <summary>Gets the name of the service that gets the copies.</summary>
    public string Service { get; } = service;

    /// <summary>Gets or sets the share of the calls that are copied.</summary>
    /// <value>0 to 1. The default is 0.01.</value>
    public double Share { get; set; } = 0.01;
}
