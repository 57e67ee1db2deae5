namespace Resile.Recovery.Tests.Workers;

[AutoRecover(HangAfterMs = 1_000, ShutdownMs = 200)]
[On<InvalidDataException>(FailureAction.Restart)]
public interface IDesk
{
    [Idempotent]
    Task<int> AskAsync(Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default);

    [Idempotent(Replays = 2)]
    ValueTask TellAsync(Action<RecoveryContext> work, CancellationToken cancellationToken = default);

    [Idempotent]
    ValueTask<int> AnswerAsync(Func<RecoveryContext, int> work, CancellationToken cancellationToken = default);

    ValueTask<int> AnswerOnceAsync(Func<RecoveryContext, int> work, CancellationToken cancellationToken = default);

    [Idempotent]
    Task<int> ReadAsync(Stream content, Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default);

    [Idempotent]
    IAsyncEnumerable<int> ListAsync(Func<RecoveryContext, CancellationToken, IAsyncEnumerable<int>> items, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> ListOnceAsync(Func<RecoveryContext, CancellationToken, IAsyncEnumerable<int>> items, CancellationToken cancellationToken = default);

    Task<int> PayAsync(Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default);
}
