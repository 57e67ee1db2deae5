using System.Threading.Tasks.Sources;

namespace Resile.Recovery.Generations;

/// <summary>A call with a result that completes later.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
internal sealed class PendingResult<TResult> : PendingCall<TResult>, IValueTaskSource<TResult>
{
    private ValueTask<TResult> _running;

    /// <inheritdoc/>
    protected override bool HasEnded => _running.IsCompleted;

    /// <summary>Waits for a call that was entered on the current thread, which goes on to others.</summary>
    public static ValueTask<TResult> Begin(
        Generation generation, ref long since, ValueTask<TResult> running, string operation, CancellationToken cancellationToken) =>
        Begin(new CallPass(generation, generation.Calls.Move(ref since)), running, operation, false, cancellationToken);

    /// <summary>Waits for a call.</summary>
    /// <param name="pass">What the call holds.</param>
    /// <param name="running">What it returned.</param>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="isReplayed">Whether whoever waits for it may call again if it is given up.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public static ValueTask<TResult> Begin(
        in CallPass pass, ValueTask<TResult> running, string operation, bool isReplayed, CancellationToken cancellationToken)
    {
        var call = PendingCallPool<PendingResult<TResult>>.Rent() ?? new PendingResult<TResult>();
        var version = call.Version;
        call._running = running;
        call.Begin(pass, operation, isReplayed, cancellationToken);
        return new ValueTask<TResult>(call, version);
    }

    /// <inheritdoc/>
    public TResult GetResult(short token) => Take(token);

    /// <inheritdoc/>
    protected override void CallWhenEnded(Action action) => _running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);

    /// <inheritdoc/>
    protected override TResult TakeResult()
    {
        var ended = _running;
        _running = default;
        return ended.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    protected override void Return() => PendingCallPool<PendingResult<TResult>>.Return(this);
}
