namespace Resile.LoadBalancing;

/// <summary>Which part of its service's endpoints a client uses, where there are many of both.</summary>
/// <remarks>
/// A thousand clients of a thousand endpoints would keep a million connections. With a size of 12, each client uses 12 or 13 endpoints, and each endpoint
/// gets the same share of the clients, exactly, if the clients number themselves from 0 to <see cref="ClientCount"/> - 1. It takes a policy that heeds weights: at the
/// ends of its part a client may use an endpoint with a part of its weight.
/// </remarks>
public sealed class SubsetOptions
{
    /// <summary>Gets or sets how many endpoints the client uses, of each priority and zone.</summary>
    /// <value>0 or more; 0, the default, uses all of them. With less than 12, one slow endpoint is felt by its clients.</value>
    public int Size { get; set; }

    /// <summary>Gets or sets the number of this client among all that call the service.</summary>
    /// <value>0 to <see cref="ClientCount"/> - 1. The default is 0.</value>
    public int ClientIndex { get; set; }

    /// <summary>Gets or sets how many clients call the service. It need not be exact, but all of them should know the same.</summary>
    /// <value>1 to 1,000,000. The default, 1, uses all endpoints.</value>
    public int ClientCount { get; set; } = 1;

    internal SubsetOptions Clone() => (SubsetOptions)MemberwiseClone();
}
