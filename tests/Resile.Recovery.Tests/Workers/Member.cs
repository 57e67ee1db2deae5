namespace Resile.Recovery.Tests.Workers;

internal abstract class Member(RecoveryContext context, WorkerLog log) : IRecoverable, IAsyncDisposable
{
    public async Task<int> WorkAsync(Func<Task> work, CancellationToken cancellationToken = default)
    {
        await work();
        return context.Generation;
    }

    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public async ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken)
    {
        await log.OnStart(context, cancellationToken);
        log.Add($"start {context.Component} {context.Generation} {context.Reason}");
    }

    public ValueTask DisposeAsync()
    {
        log.Add($"end {context.Component} {context.Generation}");
        return log.OnDispose(context);
    }
}
