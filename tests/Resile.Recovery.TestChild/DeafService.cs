using Microsoft.Extensions.Hosting;

namespace Resile.Recovery.TestChild;

/// <summary>Keeps its host from stopping, whatever it is told.</summary>
internal sealed class DeafService : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Thread.Sleep(Timeout.Infinite);
        return Task.CompletedTask;
    }
}
