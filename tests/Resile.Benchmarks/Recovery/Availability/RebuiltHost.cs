using Resile.Recovery.Supervision;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>A shop whose host is stopped, disposed of, built and started anew in the process whenever the system is to restart.</summary>
internal sealed class RebuiltHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private RebuiltHost(ShopPort port) => _running = Task.Run(() => RunAsync(port));

    /// <summary>Starts it.</summary>
    public static RebuiltHost Start(ShopPort port) => new(port);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(ShopPort port)
    {
        while (!_stop.IsCancellationRequested)
        {
            var request = new Request();
            using var host = ShopHosts.RestartingSystem(port, request);
            await host.StartAsync().ConfigureAwait(false);
            await request.Asked.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await host.StopAsync().ConfigureAwait(false);
        }
    }

    private sealed class Request : ISystemRecovery
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void RestartSystem(string reason) => _asked.TrySetResult();
    }
}
