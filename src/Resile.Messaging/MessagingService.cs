using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Receiving;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging;

/// <summary>Starts and stops everything in the right order: store, transport, loops; and back.</summary>
internal sealed class MessagingService(IServiceProvider services) : IHostedService, IDisposable
{
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task? _loops;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Require<IMessageStore>("store", "UseSqlite or UsePostgreSql");
        var transport = Require<IEnvelopeTransport>("transport", "UseInMemory or UseRabbitMq");
        var endpoints = services.GetRequiredService<EndpointFactory>().Create();
        await services.GetRequiredService<StoreStartup>().EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        await transport.StartAsync([.. endpoints.Values.Select(static endpoint => endpoint.Describe())], cancellationToken)
            .ConfigureAwait(false);

        // The loops outlive the start, so they know only the stop.
        _loops = Task.WhenAll(
            Task.Run(() => DispatchAsync(transport, _stopping.Token), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<RedeliveryLoop>().RunAsync(endpoints, _stopping.Token), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<InboxCleaner>().RunAsync(_stopping.Token), CancellationToken.None),
            Task.Run(() => services.GetRequiredService<OutboxSampler>().RunAsync(_stopping.Token), CancellationToken.None));
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_loops is null)
        {
            // The start failed; there is nothing to stop.
            return;
        }

        // The dispatcher first: what it has published wants its confirms from a transport that still runs.
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loops.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        using var patience = new CancellationTokenSource(
            services.GetRequiredService<IOptions<MessagingOptions>>().Value.StopTimeout, services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await services.GetRequiredService<IEnvelopeTransport>().StopAsync(either.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task DispatchAsync(IEnvelopeTransport transport, CancellationToken cancellationToken)
    {
        // Publishing before the own subscriptions are bound would only bring messages back. A transport that takes its time is
        // reported, as one that went away is, and the dispatcher waits for it in the same way.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var available = transport.WaitUntilAvailableAsync(patience.Token);
        await Task.WhenAny(available, Task.Delay(PatienceAtStart, services.GetRequiredService<TimeProvider>(), patience.Token))
            .ConfigureAwait(false);
        if (!available.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested)
        {
            services.GetRequiredService<TransportCircuit>().Open("it has not been reached since the start");
        }

        await patience.CancelAsync().ConfigureAwait(false);
        await available.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await services.GetRequiredService<Dispatcher>().RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private T Require<T>(string part, string remedy)
        where T : class => services.GetService<T>()
        ?? throw new DurableMessageException($"Messaging has no {part}. Call {remedy} under resile.Messaging.");
}
