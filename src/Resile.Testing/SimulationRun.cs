using System.Runtime.ExceptionServices;
using Resile.LoadBalancing;
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
    private readonly List<TimeSpan> _latencies = [];
    private int _open;
    private int _expired;
    private int _failed;
    private int _unserved;
    private Exception? _error;

    public SimulationRun(BalancingSimulation simulation)
    {
        // Each has random numbers of its own, so that another policy meets the same arrivals.
        var seeds = new RandomSource(simulation.Seed);
        _simulation = simulation;
        _arrivals = new RandomSource(Draw(seeds));
        _servers = [.. simulation.Servers.Select(server => new ServerQueue(server, _time, Draw(seeds)))];
    }

    public BalancingReport Run()
    {
        using var metrics = new BalancingMetrics(null, static () => []);
        var seeds = new RandomSource(~_simulation.Seed);
        var clients = new SimulatedClient[_simulation.Clients];
        for (var client = 0; client < clients.Length; client++)
        {
            clients[client] = new SimulatedClient(_simulation, _servers, _time, metrics, Draw(seeds), ZoneOf(client));
        }

        for (var at = NextArrival(0); at < _simulation.Duration.Ticks && _error is null; at = NextArrival(at))
        {
            _time.MoveTo(at);
            _ = CallAsync(clients[_arrivals.Next(clients.Length)], at);
        }

        while (_open > 0 && _error is null)
        {
            if (!_time.HappenNext(long.MaxValue))
            {
                throw new InvalidOperationException("The simulation stands still: a policy waits for something that does not happen in virtual time.");
            }
        }

        if (_error is not null)
        {
            ExceptionDispatchInfo.Throw(_error);
        }

        return Report(clients);
    }

    private string? ZoneOf(int client) => _simulation.ClientZones is { Count: > 0 and var count } zones ? zones[client % count] : null;

    private static ulong Draw(RandomSource seeds) => (ulong)(seeds.NextDouble() * (1UL << 53));

    private long NextArrival(long now) =>
        now + Math.Max(1, (long)(-Math.Log(1 - _arrivals.NextDouble()) / _simulation.CallsPerSecond * TimeSpan.TicksPerSecond));

    private async Task CallAsync(SimulatedClient client, long startedAt)
    {
        var counted = startedAt >= _simulation.Duration.Ticks * _simulation.WarmUpShare ? 1 : 0;
        _open++;
        try
        {
            await client.CallAsync(counted == 1).ConfigureAwait(false);
            Note(counted, startedAt);
        }
        catch (DeadlineExceededException)
        {
            _expired += counted;
            Note(counted, startedAt);
        }
        catch (NoEndpointException)
        {
            _unserved += counted;
        }
        catch (RemoteCallException)
        {
            _failed += counted;
        }
#pragma warning disable CA1031 // A policy with a bug ends the run, which throws what it threw.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _error = exception;
        }

        _open--;
    }

    private void Note(int counted, long startedAt)
    {
        if (counted == 1)
        {
            _latencies.Add(_time.GetElapsedTime(startedAt));
        }
    }

    private BalancingReport Report(SimulatedClient[] clients)
    {
        var calls = Math.Max(1, _servers.Sum(static server => server.Calls) + _unserved);
        return new(_latencies, _expired, _failed, _unserved, clients.Sum(static client => client.Ejections),
            [.. _servers.Select(server => new SimulatedServerReport(server.Calls, (double)server.Calls / calls, server.MostWaiting))]);
    }
}
