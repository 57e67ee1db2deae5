using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Benchmarks.Recovery;

namespace Resile.Benchmarks.Suites;

/// <summary>A supervised call beside a direct one, for <c>full</c>.</summary>
[MemoryDiagnoser]
public class SupervisedCallSuite
{
    private readonly ICounter _direct = new Counter();
    private IHost? _host;
    private ICounter? _supervised;

    /// <summary>Starts the host.</summary>
    [GlobalSetup]
    public void Start()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddResile(static resile => resile.Components.AddCounter<Counter>());
        _host = builder.Build();
        _host.Start();
        _supervised = _host.Services.GetRequiredService<ICounter>();
    }

    /// <summary>Stops it.</summary>
    [GlobalCleanup]
    public void Stop() => _host!.Dispose();

    /// <summary>Calls the implementation.</summary>
    [Benchmark(Baseline = true)]
    public ValueTask<int> Direct() => _direct.AddAsync(1);

    /// <summary>Calls the generated proxy.</summary>
    [Benchmark]
    public ValueTask<int> Supervised() => _supervised!.AddAsync(1);
}
