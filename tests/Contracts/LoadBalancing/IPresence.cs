namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Operations that travel in datagrams, to where their key belongs.</summary>
[LoadBalanced("presence", Policy = LoadBalancingPolicies.Rendezvous, Transport = Transport.Udp), Deadline("5s")]
public interface IPresence
{
    /// <summary>Says that somebody looks at something. Saying so again changes nothing.</summary>
    [Idempotent]
    Task LookAsync([HashKey] int product, string visitor, CancellationToken cancellationToken = default);

    /// <summary>Counts who looks at something, and asks somebody else where that takes long.</summary>
    [Idempotent, Hedge(MaxExtraLoad = 0.5)]
    ValueTask<Gaze> GazeAsync([HashKey] int product, CancellationToken cancellationToken = default);

    /// <summary>Counts a visit, which must not be counted twice.</summary>
    Task<int> VisitAsync([HashKey] int product);

    /// <summary>Counts what each endpoint knows of.</summary>
    [Broadcast]
    Task<Replies<int>> CountAsync(CancellationToken cancellationToken = default);
}

/// <summary>Who looks at a product.</summary>
public sealed record Gaze(int Product, int Visitors, string? Last);
