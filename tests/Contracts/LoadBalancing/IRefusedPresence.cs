namespace Resile.Generated.Tests.Contracts.LoadBalancing;

#pragma warning disable RSL1040, RSL1052 // Refused by name; calls still compile, and say why.

/// <summary>Members that no datagram carries, beside one that one does.</summary>
[LoadBalanced("presence", Transport = Transport.Udp)]
internal interface IRefusedPresence
{
    /// <summary>Can travel.</summary>
    Task<int> GetAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Returns a stream.</summary>
    Task<Stream> ExportAsync(int id);

    /// <summary>Has a verb.</summary>
    [Get("/items/{id}")]
    Task<int> VerbAsync(int id);
}
