using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Tests.Policies;

/// <summary>A policy and its endpoints, named a, b, c and so on, without any transport.</summary>
internal sealed class BalancerRig : IDisposable
{
    private readonly BalancingMetrics _metrics = new(null, static () => []);

    public BalancerRig(string policy, params int[] weights)
        : this(policy, null, weights)
    {
    }

    public BalancerRig(string policy, EjectionOptions? ejection, params int[] weights)
    {
        var random = new RandomSource(1);
        Metrics = new ClientMetrics("Test", _metrics);
        Policy = new LoadBalancerCatalog([]).Create(policy, new LoadBalancerContext("Test", Clock, random));
        Rotation = new EndpointRotation(Clock, random, ejection ?? new EjectionOptions(), address =>
        {
            var endpoint = new Endpoint(address);
            endpoint.Transport = new Transport(this, endpoint);
            endpoint.PolicyState = Policy.CreateState(endpoint);
            return endpoint;
        }, Policy.OnRevived);
        Balancer = new Balancer(Policy, Rotation, Clock, Metrics, NullLogger.Instance);
        List([.. weights.Select(static (weight, index) => (((char)('a' + index)).ToString(), weight))]);
    }

    public ClientMetrics Metrics { get; }

    public FakeTimeProvider Clock { get; } = new();

    public LoadBalancer Policy { get; }

    public EndpointRotation Rotation { get; }

    public Balancer Balancer { get; }

    /// <summary>Gets or sets what a ping of an endpoint does.</summary>
    public Func<string, CancellationToken, Task> Ping { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Gets how many transports were disposed.</summary>
    public int Closed { get; private set; }

    public string InRotation => string.Concat(Rotation.Current.InRotation.ToArray().Select(NameOf));

    public static string NameOf(Endpoint? endpoint) => endpoint?.Address.Host ?? "-";

    public void List(params (string Name, int Weight)[] endpoints) =>
        Rotation.Replace([.. endpoints.Select(static endpoint => new EndpointAddress(new Uri($"http://{endpoint.Name}"), endpoint.Weight))]);

    public Endpoint Endpoint(string name) => Rotation.Current.All.ToArray().Single(endpoint => NameOf(endpoint) == name);

    /// <summary>Makes a call, and returns the name of its endpoint.</summary>
    public string Call(Func<string, CallResult>? result = null, Endpoint? tried = null)
    {
        var lease = Balancer.Acquire(Clock.GetTimestamp(), tried is null ? null : new(tried));
        var name = NameOf(lease.Endpoint);
        if (lease.Endpoint is not null)
        {
            Balancer.Release(lease, result?.Invoke(name) ?? CallResult.Answered);
        }

        return name;
    }

    /// <summary>Begins a call.</summary>
    public Lease Acquire(ulong? key = null) => Balancer.Acquire(Clock.GetTimestamp(), key: key);

    /// <summary>Makes an endpoint fail, whatever the policy would pick.</summary>
    public void Fail(string name, CallResult result = CallResult.Failed, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            Balancer.Release(Take(name), result);
        }
    }

    /// <summary>Begins a call on an endpoint, whatever the policy would pick.</summary>
    public Lease Take(string name)
    {
        var endpoint = Endpoint(name);
        Assert.True(endpoint.TryEnter());
        return new Lease(Balancer, endpoint, Clock.GetTimestamp(), IsTrial: false);
    }

    public void Dispose() => _metrics.Dispose();

    private sealed class Transport(BalancerRig rig, Endpoint endpoint) : IDisposable, IEndpointPing
    {
        public ValueTask PingAsync(CancellationToken cancellationToken) => new(rig.Ping(NameOf(endpoint), cancellationToken));

        public void Dispose() => rig.Closed++;
    }
}
