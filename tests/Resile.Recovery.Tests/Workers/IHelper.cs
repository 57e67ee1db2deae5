namespace Resile.Recovery.Tests.Workers;

[AutoRecover]
[On<InvalidOperationException>(FailureAction.Escalate)]
public interface IHelper
{
    Task FailAsync(CancellationToken cancellationToken = default);

    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);
}
