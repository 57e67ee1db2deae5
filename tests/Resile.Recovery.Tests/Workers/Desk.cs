namespace Resile.Recovery.Tests.Workers;

/// <summary>Does what its callers say.</summary>
internal sealed class Desk(RecoveryContext context, WorkerLog log) : IDesk, IRecoverable
{
    public Task<int> AskAsync(Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default) => DoAsync(work);

    public ValueTask TellAsync(Action<RecoveryContext> work, CancellationToken cancellationToken = default)
    {
        work(context);
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> AnswerAsync(Func<RecoveryContext, int> work, CancellationToken cancellationToken = default) => new(work(context));

    public ValueTask<int> AnswerOnceAsync(Func<RecoveryContext, int> work, CancellationToken cancellationToken = default) => new(work(context));

    public Task<int> ReadAsync(Stream content, Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default) => DoAsync(work);

    public IAsyncEnumerable<int> ListAsync(
        Func<RecoveryContext, CancellationToken, IAsyncEnumerable<int>> items, CancellationToken cancellationToken = default) => items(context, cancellationToken);

    public IAsyncEnumerable<int> ListOnceAsync(
        Func<RecoveryContext, CancellationToken, IAsyncEnumerable<int>> items, CancellationToken cancellationToken = default) => items(context, cancellationToken);

    public Task<int> PayAsync(Func<RecoveryContext, Task> work, CancellationToken cancellationToken = default) => DoAsync(work);

    public ValueTask StartAsync(RecoveryContext context, CancellationToken cancellationToken) => new(log.OnStart(context, cancellationToken));

    private async Task<int> DoAsync(Func<RecoveryContext, Task> work)
    {
        await work(context);
        return context.Generation;
    }
}
