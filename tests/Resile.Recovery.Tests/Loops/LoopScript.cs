namespace Resile.Recovery.Tests.Loops;

/// <summary>What the loops do.</summary>
internal sealed record LoopScript(Func<RecoveryContext, CancellationToken, Task> Run)
{
    public static Task ForeverAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}
