namespace Resile.Recovery.Tests.Loops;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
[On<NotSupportedException>(FailureAction.Stop), On<NotImplementedException>(FailureAction.Escalate)]
public interface ICleaner
{
    [BackgroundLoop]
    Task CleanAsync(CancellationToken cancellationToken);

    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);
}
