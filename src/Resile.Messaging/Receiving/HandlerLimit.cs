namespace Resile.Messaging.Receiving;

/// <summary>The time that a handler may take: first its token is canceled, then it is left behind.</summary>
internal sealed class HandlerLimit(string consumer, TimeSpan timeout, TimeProvider time, CancellationToken stopping) : IDisposable
{
    // A handler that ignores its token is left behind after this, and its transaction is never committed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _limit = new(Timeout.InfiniteTimeSpan, time);
    private readonly CancellationTokenSource _abandon = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenRegistration _stop;
    private CancellationTokenRegistration _grace;

    /// <summary>Gets how long it takes at most until the handler is left behind.</summary>
    public TimeSpan Longest => timeout + Grace;

    /// <summary>Calls the handler; its time begins.</summary>
    /// <exception cref="HandlerTimeoutException">It took longer.</exception>
    public async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> handler)
    {
        _stop = stopping.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _limit);
        _grace = _limit.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelAfter(Grace), _abandon);
        _limit.CancelAfter(timeout);
        try
        {
            var result = await handler(_limit.Token).ConfigureAwait(false);
            return _abandon.IsCancellationRequested ? throw new HandlerTimeoutException(consumer, timeout, isLeftBehind: true) : result;
        }
        catch (OperationCanceledException) when (_limit.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested();
            throw new HandlerTimeoutException(consumer, timeout, isLeftBehind: false);
        }
    }

    /// <summary>Waits for the attempt that calls the handler, but not for a handler that is left behind.</summary>
    /// <exception cref="HandlerTimeoutException">It is.</exception>
    public async Task<TResult> WaitAsync<TResult>(Task<TResult> attempt)
    {
        try
        {
            return await attempt.WaitAsync(_abandon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            // Nobody waits for the end of what is left behind, so nobody else would look at how it ended.
            _ = attempt.ContinueWith(static task => task.Exception, TaskScheduler.Default);
            stopping.ThrowIfCancellationRequested();
            throw new HandlerTimeoutException(consumer, timeout, isLeftBehind: !attempt.IsCompleted);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _grace.Dispose();
        _limit.Dispose();
        _abandon.Dispose();
    }
}
