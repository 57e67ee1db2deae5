namespace Resile;

/// <summary>Asks for a typed client that calls one of a service's replicas, and for the skeleton that serves the contract.</summary>
/// <param name="service">
/// The service's name, as service discovery knows it: <c>catalog</c>, or with a scheme where only that one may be used:
/// <c>http://catalog</c>.
/// </param>
/// <remarks>
/// Over HTTP, every method needs a verb: <see cref="GetAttribute"/>, <see cref="PostAttribute"/>, <see cref="PutAttribute"/>,
/// <see cref="PatchAttribute"/> or <see cref="DeleteAttribute"/>. Over TCP, none has one. What is set here is a default: code and the
/// configuration section <c>Resile:Clients:&lt;Contract&gt;</c> override it.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class LoadBalancedAttribute(string service) : Attribute
{
    /// <summary>Gets the name of the service that implements the contract.</summary>
    public string Service { get; } = service;

    /// <summary>Gets or sets the name of the policy that picks an endpoint for each call.</summary>
    /// <value>One of <see cref="LoadBalancingPolicies"/> or the name of a policy of your own. The default is PeakEwma.</value>
    public string Policy { get; set; } = LoadBalancingPolicies.PeakEwma;

    /// <summary>Gets or sets how the calls travel. Both sides are generated for this transport.</summary>
    /// <value>The default is <see cref="Transport.Http"/>.</value>
    public Transport Transport { get; set; }
}
