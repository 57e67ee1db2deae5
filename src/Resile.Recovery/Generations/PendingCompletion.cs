using System.Threading.Tasks.Sources;

namespace Resile.Recovery.Generations;

/// <summary>A call without a result that completes later.</summary>
internal sealed class PendingCompletion : PendingCall<bool>, IValueTaskSource
{
    private ValueTask _running;

    /// <inheritdoc/>
    protected override bool HasEnded => _running.IsCompleted;

    /// <summary>Waits for a call that was entered on the current thread, which goes on to others.</summary>
    public static ValueTask Begin(
        Generation generation, ref long since, ValueTask running, string operation, CancellationToken cancellationToken) =>
        Begin(new CallPass(generation, generation.Calls.Move(ref since)), running, operation, false, cancellationToken);

    /// <summary>Waits for a call.</summary>
    /// <param name="pass">What the call holds.</param>
    /// <param name="running">What it returned.</param>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="isReplayed">Whether whoever waits for it may call again if it is given up.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public static ValueTask Begin(
        in CallPass pass, ValueTask running, string operation, bool isReplayed, CancellationToken cancellationToken)
    {
        var call = PendingCallPool<PendingCompletion>.Rent() ?? new PendingCompletion();
        var version = call.Version;
        call._running = running;
        call.Begin(pass, operation, isReplayed, cancellationToken);
        return new ValueTask(call, version);
    }

    /// <inheritdoc/>
    public void GetResult(short token) => Take(token);

    /// <inheritdoc/>
    protected override void CallWhenEnded(Action action) => _running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);

    /// <inheritdoc/>
    protected override bool TakeResult()
    {
        var ended = _running;
        _running = default;
        ended.GetAwaiter().GetResult();
        return true;
    }

    /// <inheritdoc/>
    protected override void Return() => PendingCallPool<PendingCompletion>.Return(this);
}
