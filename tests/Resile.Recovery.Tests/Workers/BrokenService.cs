using Microsoft.Extensions.Hosting;

namespace Resile.Recovery.Tests.Workers;

/// <summary>Keeps its host from starting.</summary>
internal sealed class BrokenService : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("broken");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
