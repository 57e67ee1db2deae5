using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>A caller that waits for its bytes; used again when it has them.</summary>
internal sealed class EchoCall(ConcurrentQueue<EchoCall> idle) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    /// <summary>Gets a task that ends with the answer.</summary>
    public ValueTask<bool> Answered => new(this, _source.Version);

    /// <summary>Ends the wait.</summary>
    public void Complete() => _source.SetResult(true);

    /// <inheritdoc/>
    public bool GetResult(short token)
    {
        var result = _source.GetResult(token);
        _source.Reset();
        idle.Enqueue(this);
        return result;
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
