using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Hosting;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>Serves one contract: turns requests into calls.</summary>
internal sealed class SkeletonHost(string contract, SkeletonOptions options, IServiceProvider services)
{
    private int _inFlight;

    /// <summary>Gets the interface's name without its <c>I</c>.</summary>
    public string Contract { get; } = contract;

    /// <summary>Gets the options.</summary>
    public SkeletonOptions Options { get; } = options;

    /// <summary>Gets how payloads are read and written: as those of all endpoints of the program (<c>ConfigureHttpJsonOptions</c>).</summary>
    public JsonSerializerOptions Json { get; } = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; } = services.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <summary>Gets the log.</summary>
    public ILogger Logger { get; } = services.GetRequiredService<ILoggerFactory>().CreateLogger("Resile.AspNetCore." + contract);

    /// <summary>Gets how many calls are being worked on.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Serves a request.</summary>
    public async Task HandleAsync<TContract>(SkeletonOperation<TContract> operation, HttpContext context)
        where TContract : class
    {
        using var scope = RequestScope.Begin(context, TimeProvider);
        var call = new HttpOperationCall(this, operation.Operation, context, scope);
        Interlocked.Increment(ref _inFlight);
        try
        {
            call.AnnounceLoad();
            await operation.InvokeAsync(context.RequestServices.GetRequiredService<TContract>, call).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
