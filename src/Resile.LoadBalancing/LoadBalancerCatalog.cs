using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing;

/// <summary>Finds policies by name: those that were added first, then those that come with Resile. Case does not matter.</summary>
internal sealed class LoadBalancerCatalog(IEnumerable<LoadBalancerRegistration> added)
{
    private readonly LoadBalancerRegistration[] _all = [.. added.Reverse(), .. LoadBalancerRegistration.BuiltIn];

    /// <summary>Gets the names, sorted.</summary>
    public IEnumerable<string> Names => _all.Select(static policy => policy.Name).Distinct(StringComparer.OrdinalIgnoreCase)
        .Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells whether a policy has a name.</summary>
    public bool Contains(string name) => _all.Any(policy => Matches(policy, name));

    /// <summary>Makes a policy for a client; options that name no policy have been refused before.</summary>
    public LoadBalancer Create(string name, LoadBalancerContext context) => _all.First(policy => Matches(policy, name)).Create(context);

    private static bool Matches(LoadBalancerRegistration policy, string name) => string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase);
}
