using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.AspNetCore.LoadBalancing;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Hosting;

/// <summary>Serves the catalog by Kestrel on a port of the loopback.</summary>
internal sealed class CatalogServer : ILoggerProvider, ILogger, IAsyncDisposable
{
    private readonly WebApplication _application;

    private CatalogServer(ICatalog catalog, Action<SkeletonOptions>? configure, Action<WebApplicationBuilder>? build)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(this);
        builder.Services.AddSingleton(catalog);
        build?.Invoke(builder);
        _application = builder.Build();
        _application.Urls.Add("http://127.0.0.1:0");
        _application.MapSkeleton(CatalogSkeleton.Table, configure);
    }

    public Uri Address => new(_application.Urls.First());

    /// <summary>Gets what was logged as a warning or worse.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    public static async Task<CatalogServer> StartAsync(
        ICatalog catalog, Action<SkeletonOptions>? configure = null, Action<WebApplicationBuilder>? build = null)
    {
        var server = new CatalogServer(catalog, configure, build);
        await server._application.StartAsync();
        return server;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Complaints.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
