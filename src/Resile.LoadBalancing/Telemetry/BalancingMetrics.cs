using System.Diagnostics.Metrics;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Telemetry;

/// <summary>The instruments of the meter <c>Resile.LoadBalancing</c>.</summary>
internal sealed class BalancingMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Resile.LoadBalancing";

    // Those of OpenTelemetry's conventions for durations. What collectors take for themselves is meant for milliseconds, and would put nearly every call into the first bucket.
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Meter _meter;
    private readonly bool _isOwner;
    private readonly Counter<long> _picks;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _hedges;
    private readonly Counter<long> _budgetExhausted;
    private readonly Counter<long> _ejections;
    private readonly Counter<long> _probes;
    private readonly Counter<long> _copies;
    private readonly Counter<long> _repetitions;
    private readonly Histogram<double> _callDuration;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">The host's factory, which owns the meter; null where there is none.</param>
    /// <param name="clients">Reads what the observed instruments show.</param>
    public BalancingMetrics(IMeterFactory? factory, Func<IEnumerable<ClientSnapshot>> clients)
    {
        _isOwner = factory is null;
        _meter = factory?.Create(new MeterOptions(MeterName)) ?? new Meter(MeterName);
        _picks = _meter.CreateCounter<long>("resile.loadbalancing.picks", "{pick}", "Endpoints picked for an attempt of a call.");
        _retries = _meter.CreateCounter<long>("resile.loadbalancing.retries", "{retry}", "Calls sent again to another endpoint.");
        _hedges = _meter.CreateCounter<long>("resile.loadbalancing.hedges", "{hedge}", "Calls sent a second time because they took unusually long.");
        _budgetExhausted = _meter.CreateCounter<long>("resile.loadbalancing.retry.budget.exhausted", "{retry}", "Attempts that the shared budget did not allow.");
        _ejections = _meter.CreateCounter<long>("resile.loadbalancing.ejections", "{ejection}", "Endpoints taken out of rotation.");
        _probes = _meter.CreateCounter<long>("resile.loadbalancing.probes", "{probe}", "Endpoints asked whether they are well.");
        _copies = _meter.CreateCounter<long>("resile.loadbalancing.shadow.copies", "{copy}", "Copies of calls that went to another service, by what became of them.");
        _repetitions = _meter.CreateCounter<long>("resile.loadbalancing.udp.repetitions", "{datagram}", "Requests sent again to the same endpoint, because no answer came.");
        _callDuration = _meter.CreateHistogram<double>("resile.loadbalancing.call.duration", "s", "Time of calls, retries included.", advice: new() { HistogramBucketBoundaries = Seconds });
        _meter.CreateObservableGauge("resile.loadbalancing.endpoints", () => Observe(clients(), static client => client.EndpointsInRotation),
            "{endpoint}", "Endpoints in rotation.");
        _meter.CreateObservableGauge("resile.loadbalancing.endpoint.state", () => ObserveEndpoints(clients(), static endpoint => (int)endpoint.State),
            "{state}", "0 while an endpoint takes calls, 1 while it is ejected, 2 while one call tries it.");
        _meter.CreateObservableGauge("resile.loadbalancing.endpoint.inflight", () => ObserveEndpoints(clients(), static endpoint => endpoint.InFlight),
            "{call}", "Calls of an endpoint that have not ended.");
        _meter.CreateObservableGauge("resile.loadbalancing.canary.paused",
            () => Observe(clients().Where(static client => client.Canary is not null), static client => client.Canary!.IsPaused ? 1 : 0),
            "{pause}", "1 while a new version gets no calls because it failed too often, else 0.");
        _meter.CreateObservableGauge("resile.loadbalancing.dispatch_capacity",
            () => Observe(clients().Where(static client => client.InFlight > 0), static client => client.DispatchCapacity), "{endpoint}",
            "R = N / S: endpoints in rotation over their mean load, the requests in flight per endpoint. Not measured while idle.");
    }

    /// <summary>Gets whether anybody wants to know how long calls take.</summary>
    public bool IsMeasuringCalls => _callDuration.Enabled;

    public void Picked(string contract, Endpoint endpoint)
    {
        if (_picks.Enabled)
        {
            _picks.Add(1, new(BalancingTags.Contract, contract), endpoint.AddressTag, endpoint.PortTag);
        }
    }

    public void Probed(string contract, Endpoint endpoint, bool isPassed)
    {
        if (_probes.Enabled)
        {
            _probes.Add(1, new(BalancingTags.Contract, contract), endpoint.AddressTag, endpoint.PortTag, new(BalancingTags.Result, isPassed ? "passed" : "failed"));
        }
    }

    public void Retried(string contract, string operation)
    {
        if (_retries.Enabled)
        {
            _retries.Add(1, new(BalancingTags.Contract, contract), new(BalancingTags.Operation, operation));
        }
    }

    public void HedgeEnded(string contract, string operation, bool hasWon)
    {
        if (_hedges.Enabled)
        {
            _hedges.Add(1, new(BalancingTags.Contract, contract), new(BalancingTags.Operation, operation), new(BalancingTags.Result, hasWon ? "won" : "lost"));
        }
    }

    public void Copied(string contract, string operation, string result)
    {
        if (_copies.Enabled)
        {
            _copies.Add(1, new(BalancingTags.Contract, contract), new(BalancingTags.Operation, operation), new(BalancingTags.Result, result));
        }
    }

    public void BudgetExhausted(string contract, string operation)
    {
        if (_budgetExhausted.Enabled)
        {
            _budgetExhausted.Add(1, new(BalancingTags.Contract, contract), new(BalancingTags.Operation, operation));
        }
    }

    public void Ejected(string contract, Endpoint endpoint)
    {
        if (_ejections.Enabled)
        {
            _ejections.Add(1, new(BalancingTags.Contract, contract), endpoint.AddressTag, endpoint.PortTag);
        }
    }

    public void Repeated(string contract, Endpoint endpoint)
    {
        if (_repetitions.Enabled)
        {
            _repetitions.Add(1, new(BalancingTags.Contract, contract), endpoint.AddressTag, endpoint.PortTag);
        }
    }

    public void Called(string contract, string operation, TimeSpan duration, string? errorType)
    {
        if (!_callDuration.Enabled)
        {
            return;
        }

        KeyValuePair<string, object?> contractTag = new(BalancingTags.Contract, contract);
        KeyValuePair<string, object?> operationTag = new(BalancingTags.Operation, operation);
        if (errorType is null)
        {
            _callDuration.Record(duration.TotalSeconds, contractTag, operationTag);
        }
        else
        {
            _callDuration.Record(duration.TotalSeconds, contractTag, operationTag, new(BalancingTags.ErrorType, errorType));
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

    private static IEnumerable<Measurement<int>> ObserveEndpoints(IEnumerable<ClientSnapshot> clients, Func<EndpointSnapshot, int> value) =>
        from client in clients
        from endpoint in client.Endpoints
        select new Measurement<int>(value(endpoint), new(BalancingTags.Contract, client.Contract),
            new KeyValuePair<string, object?>(BalancingTags.ServerAddress, endpoint.Address.Host), new(BalancingTags.ServerPort, endpoint.Address.Port));

    private static IEnumerable<Measurement<double>> Observe(IEnumerable<ClientSnapshot> clients, Func<ClientSnapshot, double> value) =>
        clients.Select(client => new Measurement<double>(value(client), new KeyValuePair<string, object?>(BalancingTags.Contract, client.Contract)));
}
