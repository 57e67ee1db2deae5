namespace Resile.Generators.LoadBalancing;

/// <summary>A service that gets a share of a contract's calls beside the contract's own.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Share">The share.</param>
internal sealed record AlternateModel(string Service, double Share);
