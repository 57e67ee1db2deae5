using System.ComponentModel;

namespace Resile.LoadBalancing;

/// <summary>What generated code says of a service that gets a share of a contract's calls.</summary>
/// <param name="Service">The service that the attribute names.</param>
/// <param name="Share">The share that the attribute gives it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record AlternateService(string Service, double Share);
