namespace Resile.Recovery.Tests.Workers;

internal sealed class Helper(RecoveryContext context, WorkerLog log) : IHelper, IDisposable
{
    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public void Dispose() => log.Add($"dispose helper {context.Generation}");
}
