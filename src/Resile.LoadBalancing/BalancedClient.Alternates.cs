using Resile.LoadBalancing.Alternates;

namespace Resile.LoadBalancing;

internal sealed partial class BalancedClient
{
    private ClientParts? _canaryParts;
    private ClientParts? _shadowParts;

    // Their values are new with each change of the configuration; their endpoints stay where only values have changed.
    private void ApplyAlternates(LoadBalancedOptions options)
    {
        _canaryParts = Renew(_canaryParts, options, options.Canary);
        _shadowParts = Renew(_shadowParts, options, options.Shadow);
        _runner.Canary = _canaryParts is null ? null
            : new Canary(_canaryParts.Balancer, options.Canary, () => _runner.Balancer, _timeProvider, _random, _logger, _contract.Name);
        _runner.Shadow = _shadowParts is null ? null : new Shadow(_shadowParts.Balancer, options.Shadow, _random, _metrics, _logger);
    }

    private ClientParts? Renew(ClientParts? old, LoadBalancedOptions options, AlternateOptions alternate)
    {
        if (!alternate.IsSet || alternate.Share <= 0)
        {
            old?.Dispose();
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
        old?.Dispose();
        return parts;
    }

    private void DisposeAlternates()
    {
        _canaryParts?.Dispose();
        _shadowParts?.Dispose();
    }
}
