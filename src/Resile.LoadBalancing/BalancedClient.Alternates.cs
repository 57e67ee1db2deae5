using Resile.LoadBalancing.Alternates;

namespace Resile.LoadBalancing;

internal sealed partial class BalancedClient
{
    private ClientParts? _canaryParts;
    private ClientParts? _shadowParts;

    // Their values are new with each change of the configuration; their endpoints, and what became of their calls, stay where only values have changed. No call
    // may meet endpoints that are gone, so the former ones go last.
    private void ApplyAlternates(LoadBalancedOptions options)
    {
        var (formerCanary, formerShadow) = (_canaryParts, _shadowParts);
        var canary = Renew(formerCanary, options, options.Canary);
        try
        {
            _shadowParts = Renew(formerShadow, options, options.Shadow);
        }
        catch
        {
            Retire(canary, formerCanary);
            throw;
        }

        _canaryParts = canary;
        _runner.Canary = _canaryParts is null ? null
            : new Canary(_canaryParts.Balancer, options.Canary, () => _runner.Balancer, _timeProvider, _random, _logger, _contract.Name).After(_runner.Canary);
        _runner.Shadow = _shadowParts is null ? null
            : new Shadow(_shadowParts.Balancer, options.Shadow, _random, _metrics, _logger).After(_runner.Shadow);
        Retire(formerCanary, _canaryParts);
        Retire(formerShadow, _shadowParts);
    }

    private ClientParts? Renew(ClientParts? old, LoadBalancedOptions options, AlternateOptions alternate)
    {
        if (!alternate.IsSet || alternate.Share <= 0)
        {
            return null;
        }

        var own = options.Of(alternate);
        if (old?.Key == ClientKey.Of(own, _contract.Transport))
        {
            old.Configure(own);
            return old;
        }

        var parts = Assemble(own);
        parts.Start(own);
        return parts;
    }

    private static void Retire(ClientParts? former, ClientParts? current)
    {
        if (!ReferenceEquals(former, current))
        {
            former?.Dispose();
        }
    }

    private void DisposeAlternates()
    {
        _canaryParts?.Dispose();
        _shadowParts?.Dispose();
    }
}
