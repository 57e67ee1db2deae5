using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.Testing;

/// <summary>The production code of one client, from its policy to its deadlines; only the way to the servers is simulated.</summary>
internal sealed class SimulatedClient
{
    private const string Name = "Simulated";

    private readonly VirtualTime _time;
    private readonly ServerQueue[] _servers;
    private readonly ClientMetrics _metrics;
    private readonly BalancedOperation _operation;
    private readonly CallRunner _runner;

    public SimulatedClient(BalancingSimulation simulation, ServerQueue[] servers, VirtualTime time, BalancingMetrics instruments, ulong seed, string? zone)
    {
        var random = new RandomSource(seed);
        var context = new LoadBalancerContext(Name, time, random);
        var policy = simulation.CreatePolicy?.Invoke(context) ?? new LoadBalancerCatalog([]).Create(simulation.Policy, context);
        var rotation = new EndpointRotation(time, random, simulation.Ejection.Clone(), address =>
        {
            var endpoint = new Endpoint(address);
            endpoint.PolicyState = policy.CreateState(endpoint);
            return endpoint;
        }, policy.OnRevived);
        _time = time;
        _servers = servers;
        _metrics = new ClientMetrics(Name, instruments);
        _operation = new(Name, "") { MaxExtraLoad = simulation.MaxExtraLoad };
        var contract = new BalancedContract(Name, Name, simulation.Policy, _operation);
        var options = new LoadBalancedOptions { Deadline = simulation.Deadline, Zone = zone, Retry = simulation.Retry };
        _runner = new CallRunner(contract, new ClientSettings(options, contract), new Balancer(policy, rotation, time, _metrics, NullLogger.Instance),
            new RetryBudgets(time), static () => Task.CompletedTask, time, random, _metrics, NullLogger.Instance);
        rotation.Prefer(options.ZonePreference);
        rotation.Replace([.. simulation.Servers.Select(static (server, index) => new EndpointAddress(AddressOf(index), server.Weight)
        {
            Priority = server.Priority,
            Zone = server.Zone,
        })]);
    }

    /// <summary>Gets how often a server was ejected.</summary>
    public long Ejections => _metrics.Ejections;

    /// <summary>Makes a call.</summary>
    /// <param name="isReported">Whether the report is to speak of it.</param>
    /// <exception cref="RemoteCallException">It failed.</exception>
    public ValueTask<NoReply> CallAsync(bool isReported) => _runner.RunAsync<Call, NoReply>(
        _operation, new(this, isReported), isIdempotent: true, isHedged: _operation.MaxExtraLoad > 0, CancellationToken.None);

    private async ValueTask<Attempt<NoReply>> AttemptAsync(CallContext context, bool isReported)
    {
        var lease = _runner.Acquire(context);
        if (lease.Endpoint is not { } endpoint)
        {
            return new(default, _runner.NoEndpoint(context), Resend.Never, null);
        }

        var server = _servers[endpoint.Address.Port - 1];
        var call = new SimulatedCall();
        server.Take(call, isReported);
        SimulatedEnd end;
        using (context.Token.UnsafeRegister(static state => ((SimulatedCall)state!).GiveUp(), call))
        {
            end = await call.Ended.ConfigureAwait(false);
        }

        if (end == SimulatedEnd.GivenUp)
        {
            var fault = _runner.ExplainDeadline(context, endpoint, new OperationCanceledException())!.Value;
            lease.Balancer.Release(lease, fault.Result);
            return new(default, fault.Error, fault.Resend, endpoint);
        }

        var isAnswered = end == SimulatedEnd.Answered;
        lease.Balancer.Release(lease, isAnswered ? CallResult.Answered : CallResult.Failed, load: new(server.InFlight, _time.GetElapsedTime(lease.StartedAt)));
        return isAnswered ? new(default, null, Resend.Never, endpoint)
            : new(default, new ErrorStatusException(_runner.Facts(context, endpoint), HttpStatusCode.InternalServerError, null), Resend.IfIdempotent, endpoint);
    }

    private static Uri AddressOf(int server) => new($"http://simulated:{server + 1}");

    private readonly struct Call(SimulatedClient client, bool isReported) : ITransportCall<NoReply>
    {
        public ValueTask<Attempt<NoReply>> AttemptAsync(CallContext context) => client.AttemptAsync(context, isReported);
    }
}
