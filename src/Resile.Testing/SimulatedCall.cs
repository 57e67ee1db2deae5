using Resile.LoadBalancing;

namespace Resile.Testing;

/// <summary>A call on its way.</summary>
internal sealed class SimulatedCall(SimulatedClient client, Lease lease, bool isReported)
{
    /// <summary>Gets who called.</summary>
    public SimulatedClient Client => client;

    /// <summary>Gets what its client's balancer picked.</summary>
    public Lease Lease => lease;

    /// <summary>Gets whether it began after the warm-up.</summary>
    public bool IsReported => isReported;

    /// <summary>Gets or sets whether its client still waits.</summary>
    public bool IsAwaited { get; set; } = true;

    /// <summary>Gets or sets whether the answer is an error.</summary>
    public bool IsFailing { get; set; }
}
