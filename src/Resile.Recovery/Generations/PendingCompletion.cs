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
        Begin(generation, generation.Calls.Move(ref since), running, operation, cancellationToken);

    /// <summary>Waits for a call.</summary>
    public static ValueTask Begin(
        Generation generation, CallSlot slot, ValueTask running, string operation, CancellationToken cancellationToken)
    {
        var call = PendingCallPool<PendingCompletion>.Rent() ?? new PendingCompletion();
        var version = call.Version;
        call._running = running;
        call.Begin(generation, slot, operation, cancellationToken);
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
