namespace Resile.Recovery.Tests.Workers;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200, QueueLimit = 2)]
[On<InvalidDataException>(FailureAction.Restart)]
[On<NotImplementedException>(FailureAction.Escalate)]
public interface IWorker
{
    Task<int> WorkAsync(Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default);

    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);
}
