namespace Resile.Recovery.Tests.Workers;

internal sealed class Helper(RecoveryContext context, WorkerLog log) : IHelper, IDisposable
{
    public Task FailAsync(CancellationToken cancellationToken = default) => throw new InvalidOperationException("The helper has failed.");

    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public void Dispose()
    {
        log.Add($"dispose helper {context.Generation}");
        log.OnHelperDispose();
    }
}
