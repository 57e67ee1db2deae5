using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Loops;

internal sealed class Cleaner(RecoveryContext context, WorkerLog log, LoopScript script) : ICleaner, IDisposable
{
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        log.Add($"loop {context.Generation} {context.Reason}");
        await script.Run(context, cancellationToken);
    }

    public ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default) => new(context.Generation);

    public void Dispose() => log.Add($"end {context.Generation}");
}
