using System.Globalization;
using System.Net.Http.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Resile.Benchmarks.LoadBalancing;

namespace Resile.Benchmarks.Suites;

/// <summary>A typed, balanced call beside one that is written by hand, for <c>full</c>.</summary>
[MemoryDiagnoser]
public class TypedCallSuite
{
    private readonly HttpClient _byHand = new(new StubHandler()) { BaseAddress = new Uri("http://catalog") };
    private ServiceProvider? _services;
    private ICatalog? _catalog;

    /// <summary>Makes the client.</summary>
    [GlobalSetup]
    public void Start()
    {
        _services = LoadBalancingReport.ThreeReplicas();
        _catalog = _services.GetRequiredService<ICatalog>();
    }

    /// <summary>Disposes of it.</summary>
    [GlobalCleanup]
    public void Stop() => _services!.Dispose();

    /// <summary>Calls through HttpClient and System.Text.Json.</summary>
    [Benchmark(Baseline = true)]
    public async Task<Product?> ByHand()
    {
        using var response = await _byHand.GetAsync(
            new Uri("/products/" + 1.ToString(CultureInfo.InvariantCulture), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(ProductJson.Default.Product);
    }

    /// <summary>Calls the generated client.</summary>
    [Benchmark]
    public Task<Product> Typed() => _catalog!.GetProductAsync(1);
}
