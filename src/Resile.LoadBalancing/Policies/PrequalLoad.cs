using System.Globalization;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>What an endpoint has said of its load, or what can be guessed where it says nothing.</summary>
internal sealed class PrequalLoad(TimeProvider timeProvider)
{
    // What others have in flight changes within a few calls; it is not believed for long.
    private const double Tau = 1;

    private readonly PeakEwma _latency = new(timeProvider);
    private readonly double _forgottenPerTick = 1.0 / timeProvider.TimestampFrequency / Tau;
    private double _others;
    private long _heardAt;

    /// <summary>Gets what the policy remembers of an endpoint.</summary>
    public static PrequalLoad Of(Endpoint endpoint) => (PrequalLoad)endpoint.PolicyState!;

    /// <summary>Estimates how many calls the endpoint has in flight, from all of its clients.</summary>
    /// <param name="now">The current time stamp.</param>
    /// <param name="own">The calls that this client has in flight there.</param>
    public double InFlightAt(long now, int own)
    {
        var others = Volatile.Read(ref _others);
        return others == 0 ? own : own + (others * Math.Max(0, 1 - (Math.Max(0, now - Volatile.Read(ref _heardAt)) * _forgottenPerTick)));
    }

    /// <summary>Estimates how long the endpoint works on a call.</summary>
    public double LatencyAt(long now, int own) => own == 0 ? _latency.LoadAt(now, 0) : _latency.LoadAt(now, 1) / 2;

    /// <summary>Tells whether it is passed by, because a call failed or was refused lately.</summary>
    public bool IsPassedBy(long now) => _latency.IsPassedBy(now);

    public void Observe(in CallOutcome outcome)
    {
        // How long it worked is what the endpoint can be blamed for; failures count as the client sees them.
        _latency.Observe(outcome is { Result: CallResult.Answered, ServerLatency: { } worked } ? outcome with { Elapsed = worked } : outcome);
    }

    /// <summary>Takes over how many calls the endpoint said that it has in flight.</summary>
    public void Hear(int inFlight, int own, long timestamp)
    {
        Volatile.Write(ref _others, Math.Max(0, inFlight - own));
        Volatile.Write(ref _heardAt, timestamp);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _latency.Reset();
        Volatile.Write(ref _others, 0);
    }

    public string Explain(long now, int own, double hotFrom) => string.Create(CultureInfo.InvariantCulture,
        $"It seems to have {InFlightAt(now, own):0.#} calls in flight, from all clients, and counts as hot above {hotFrom:0.#}. {_latency.Explain(now, own)}");
}
