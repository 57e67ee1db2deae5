namespace Resile.Recovery.Tests.State;

[AutoRecover(HangAfterMs = 40_000, ShutdownMs = 5_000)]
[On<InvalidDataException>(FailureAction.Restart)]
public interface ILedger
{
    ValueTask<int> AddAsync(int amount, CancellationToken cancellationToken = default);

    Task<int> RunAsync(Func<Task> work, CancellationToken cancellationToken = default);

    ValueTask<int> GenerationAsync(CancellationToken cancellationToken = default);
}
