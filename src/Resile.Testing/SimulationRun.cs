using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.Testing;

/// <summary>One run: what happens, in the order of its time.</summary>
internal sealed class SimulationRun
{
    private readonly BalancingSimulation _simulation;
    private readonly VirtualTime _time = new();
    private readonly RandomSource _arrivals;
    private readonly ServerQueue[] _servers;
    private readonly PriorityQueue<(SimulatedCall Call, bool IsDone), (long At, long Order)> _ahead = new();
    private readonly List<TimeSpan> _latencies = [];
    private long _order;
    private int _expired;
    private int _failed;
    private int _unserved;

    public SimulationRun(BalancingSimulation simulation)
    {
        // Each has random numbers of its own, so that another policy meets the same arrivals.
        var seeds = new RandomSource(simulation.Seed);
        _simulation = simulation;
        _arrivals = new RandomSource(Draw(seeds));
        _servers = [.. simulation.Servers.Select(server => new ServerQueue(server, Draw(seeds)))];
    }

    public BalancingReport Run()
    {
        using var metrics = new BalancingMetrics(null, static () => []);
        var seeds = new RandomSource(~_simulation.Seed);
        var clients = new SimulatedClient[_simulation.Clients];
        for (var client = 0; client < clients.Length; client++)
        {
            clients[client] = new SimulatedClient(_simulation, _time, metrics, Draw(seeds), ZoneOf(client));
        }

        for (var at = NextArrival(0); at < _simulation.Duration.Ticks; at = NextArrival(at))
        {
            HappenUntil(at);
            _time.MoveTo(at);
            Call(clients[_arrivals.Next(clients.Length)], at);
        }

        HappenUntil(long.MaxValue);
        return Report(clients);
    }

    private string? ZoneOf(int client) => _simulation.ClientZones is { Count: > 0 and var count } zones ? zones[client % count] : null;

    private static ulong Draw(RandomSource seeds) => (ulong)(seeds.NextDouble() * (1UL << 53));

    private long NextArrival(long now) =>
        now + Math.Max(1, (long)(-Math.Log(1 - _arrivals.NextDouble()) / _simulation.CallsPerSecond * TimeSpan.TicksPerSecond));

    private void Call(SimulatedClient client, long now)
    {
        var isReported = now >= _simulation.Duration.Ticks * _simulation.WarmUpShare;
        var call = new SimulatedCall(client, client.Acquire(), isReported);
        if (call.Lease.Endpoint is null)
        {
            _unserved += isReported ? 1 : 0;
            return;
        }

        var server = _servers[SimulatedClient.ServerOf(call.Lease)];
        server.Calls += isReported ? 1 : 0;
        Plan(call, isDone: false, now + _simulation.Deadline.Ticks);
        if (server.Take(call, now) is { } doneAt)
        {
            Plan(call, isDone: true, doneAt);
        }
    }

    private void Plan(SimulatedCall call, bool isDone, long at) => _ahead.Enqueue((call, isDone), (at, _order++));

    private void HappenUntil(long until)
    {
        while (_ahead.TryPeek(out _, out var next) && next.At <= until)
        {
            var (call, isDone) = _ahead.Dequeue();
            _time.MoveTo(next.At);
            if (isDone && _servers[SimulatedClient.ServerOf(call.Lease)].Next(next.At) is { } begun)
            {
                Plan(begun.Call, isDone: true, begun.DoneAt);
            }

            if (call.IsAwaited)
            {
                End(call, isDone, next.At);
            }
        }
    }

    private void End(SimulatedCall call, bool isDone, long now)
    {
        call.IsAwaited = false;
        var server = _servers[SimulatedClient.ServerOf(call.Lease)];
        ServerLoad? load = isDone ? new(server.InFlight, TimeSpan.FromTicks(now - call.Lease.StartedAt)) : null;
        call.Client.Release(call.Lease, isDone && !call.IsFailing ? CallResult.Answered : CallResult.Failed, load);
        if (!call.IsReported)
        {
            return;
        }

        if (isDone && call.IsFailing)
        {
            _failed++;
            return;
        }

        _expired += isDone ? 0 : 1;
        _latencies.Add(TimeSpan.FromTicks(now - call.Lease.StartedAt));
    }

    private BalancingReport Report(SimulatedClient[] clients)
    {
        var calls = Math.Max(1, _servers.Sum(static server => server.Calls) + _unserved);
        return new(_latencies, _expired, _failed, _unserved, clients.Sum(static client => client.Ejections),
            [.. _servers.Select(server => new SimulatedServerReport(server.Calls, (double)server.Calls / calls, server.MostWaiting))]);
    }
}
