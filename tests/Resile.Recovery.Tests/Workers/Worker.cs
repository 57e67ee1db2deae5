namespace Resile.Recovery.Tests.Workers;

internal sealed class Worker(RecoveryContext context, WorkerLog log) : IWorker, IRecoverable, IAsyncDisposable
{
    public async Task<int> WorkAsync(Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default)
    {
        await work(context);
        return context.Generation;
    }

    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public async ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken)
    {
        await log.OnStart(context, cancellationToken);
        log.Add($"start {context.Generation} {context.Reason}");
    }

    public ValueTask DisposeAsync()
    {
        log.Add($"dispose {context.Generation}");
        return log.OnDispose(context);
    }
}
