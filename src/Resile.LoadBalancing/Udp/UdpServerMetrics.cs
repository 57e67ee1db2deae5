using System.Diagnostics.Metrics;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Udp;

/// <summary>The instruments of UDP servers, under the meter of balancing.</summary>
internal sealed class UdpServerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _isOwner;
    private readonly Counter<long> _refused;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">The host's factory, which owns the meter; null where there is none.</param>
    public UdpServerMetrics(IMeterFactory? factory)
    {
        _isOwner = factory is null;
        _meter = factory?.Create(new MeterOptions(BalancingMetrics.MeterName)) ?? new Meter(BalancingMetrics.MeterName);
        _refused = _meter.CreateCounter<long>("resile.loadbalancing.udp.refused", "{datagram}", "Datagrams and calls that a UDP server refused.");
    }

    public void Refused(string contract, UdpRefusal refusal)
    {
        if (_refused.Enabled)
        {
            _refused.Add(1, new(BalancingTags.Contract, contract), new(BalancingTags.Result, refusal.ToString()));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            _meter.Dispose();
        }
    }
}
